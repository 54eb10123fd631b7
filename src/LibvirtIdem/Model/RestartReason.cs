namespace LibvirtIdem.Model;

/// <summary>What must be started again before a change takes effect: dnsmasq alone, or the whole network with its bridge.</summary>
internal enum RestartKind { Dnsmasq, Network }

/// <summary>Why a running network, or its dnsmasq, is not what its definition says.</summary>
/// <param name="What">What differs, as a sentence.</param>
/// <param name="Needs">The smallest restart that ends it.</param>
internal readonly record struct RestartReason(string What, RestartKind Needs);
