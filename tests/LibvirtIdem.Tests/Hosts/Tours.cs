using Xunit;

namespace LibvirtIdem.Tests.Hosts;

/// <summary>Debian 11.</summary>
public sealed class TourOfDebian11(Debian11World world) : Tour(world), IClassFixture<Debian11World>;

/// <summary>Debian 13.</summary>
public sealed class TourOfDebian13(Debian13World world) : Tour(world), IClassFixture<Debian13World>;

/// <summary>Debian sid.</summary>
public sealed class TourOfDebianSid(DebianSidWorld world) : Tour(world), IClassFixture<DebianSidWorld>;

/// <summary>The modular daemons.</summary>
public sealed class TourOfModularDaemons(ModularWorld world) : Tour(world), IClassFixture<ModularWorld>;
