using System.Text;
using CsCheck;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;
using Xunit;

namespace LibvirtIdem.Tests.Planning;

/// <summary>What holds of every plan, whatever is asked of whatever is there.</summary>
public sealed class Plans
{
    private static readonly int Iterations = Effort.Of(20_000, 400_000);

    [Fact]
    public void AppliedAndMadeAgainAreEmpty()
    {
        var planned = 0;
        Gen.Select(Worlds.Held, Worlds.Held, Worlds.Asked).Sample((config, live, asked) =>
        {
            var request = Worlds.Request(asked);
            var before = Worlds.State(config, live, hasDaemon: false);
            var plan = ReservationPlanner.Plan(request, before);
            if (plan.IsRefused)
                return;
            Interlocked.Increment(ref planned);
            var again = ReservationPlanner.Plan(request, Applied(before, plan));
            Assert.False(again.IsRefused, again.Problems.Count > 0 ? again.Problems[0].Msg : "");
            Assert.True(again.IsEmpty, string.Join(", ", again.FileEdits.Select(edit => edit.Role)));
            Assert.Equal(0, again.Summary.Added + again.Summary.Updated + again.Summary.Removed);
        }, iter: Iterations);
        Assert.True(planned > Iterations / 10, $"only {planned} of {Iterations} were not refused");
    }

    [Fact]
    public void DoNotDependOnTheOrderOfTheList() => Gen.Select(Worlds.Held, Worlds.Asked).Sample((config, asked) =>
    {
        var one = ReservationPlanner.Plan(Worlds.Request(asked), Worlds.State(config, null, hasDaemon: false));
        var other = ReservationPlanner.Plan(Worlds.Request([.. asked.Reverse()]), Worlds.State(config, null, hasDaemon: false));
        Assert.Equal(one.IsRefused, other.IsRefused);
        Assert.Equal(After(one), After(other));

        string After(ReservationPlan plan) => Worlds.Canonical((plan.FileEdits.FirstOrDefault(edit => edit.Role == Role.Config) is { } edit
            ? NetworkXml.Read(edit.After.ToArray()) : Worlds.Definition(config)).Reservations.Select(element => element.Reservation));
    }, iter: Iterations);

    [Fact]
    public void LeaveTheBytesOfOthersAlone() => Gen.Select(Worlds.Held, Worlds.Asked).Sample((config, asked) =>
    {
        var before = Worlds.State(config, null, hasDaemon: false);
        var plan = ReservationPlanner.Plan(Worlds.Request(asked), before);
        if (plan.FileEdits.FirstOrDefault(edit => edit.Role == Role.Config) is not { } edit)
            return;
        var lines = Encoding.UTF8.GetString(edit.After.ToArray()).Split('\n').ToHashSet(StringComparer.Ordinal);
        var named = plan.Changes.SelectMany(change => new[] { change.Reservation, change.Before }).OfType<Reservation>().ToList();
        foreach (var other in config.Where(other => !named.Contains(other)))
            Assert.Contains($"      {NetworkXmlEditor.Element(other)}", lines);
    }, iter: Iterations);

    [Fact]
    public void OfWhatIsTakenBackGiveEtcHostsBack() => Gen.Select(Worlds.Asked, Gen.OneOf("127.0.0.1 localhost\n", "127.0.0.1 localhost", "", "a\r\n10.9.9.9\tx # y\r\n")).Sample((asked, hosts) =>
    {
        var empty = Worlds.State([], null, hasDaemon: false, hosts);
        var plan = ReservationPlanner.Plan(Worlds.Request(asked), empty);
        if (plan.IsRefused || plan.IsEmpty)
            return;
        var filled = Applied(empty, plan);
        var back = Worlds.Request([.. filled.Networks[0].Config!.Reservations.Select(element => new LibvirtIdem.Model.DesiredReservation
        {
            IsPresent = false, Mac = element.Reservation.Mac, Name = element.Reservation.Name, Ip = element.Reservation.Ip,
        })]);
        Assert.Equal(hosts, Encoding.UTF8.GetString(Applied(filled, ReservationPlanner.Plan(back, filled)).EtcHosts!.Bytes!));
    }, iter: Iterations);

    /// <summary>A large call is planned on two threads: with two thousand items more, which mean nobody, every word of the plan is the same.</summary>
    [Fact]
    public void OfManyItemsAreThoseOfFew()
    {
        var nobody = Enumerable.Range(0, 2500).Select(number => new DesiredReservation { IsPresent = false, Mac = new MacAddress((ulong)(0x525499000000 + number)) }).ToArray();
        var (warned, refused, changed) = (0, 0, 0);
        Gen.Select(Worlds.Held, Worlds.Held, Worlds.Asked, Gen.Int[0, 3], Gen.OneOf("127.0.0.1 localhost\n", "10.0.0.3 n1 # theirs\n10.9.9.9 n2\n", "# BEGIN libvirt-idem default\n10.0.0.4 n4\n10.0.0.5 n1\n# END libvirt-idem default\n", "# BEGIN libvirt-idem default\n")).Sample((config, live, asked, way, hosts) =>
        {
            var state = Worlds.State(config, live, hasDaemon: way > 0, hosts);
            var leases = live.Select(held => new Lease(held.Ip, new MacAddress(0x525477000000), null, null, null)).ToList();
            state = state with { Networks = [state.Networks[0] with { Leases = leases, Hostsfile = new("/hostsfile", "52:54:00:ff:ff:ff,10.0.0.77\n"u8.ToArray(), null) }] };
            var request = Worlds.Request(asked) with { OnActiveLease = (OnActiveLease)(way % 3), OnConflict = way == 2 ? OnConflict.Fail : OnConflict.Replace, Diff = true };
            var (few, many) = (ReservationPlanner.Plan(request, state), ReservationPlanner.Plan(Worlds.Request([.. asked, .. nobody]) with { OnActiveLease = request.OnActiveLease, OnConflict = request.OnConflict, Diff = true }, state));
            Assert.Equal(Words(few), Words(many));
            warned += few.Warnings.Count > 0 ? 1 : 0;
            refused += few.IsRefused ? 1 : 0;
            changed += few.IsEmpty ? 0 : 1;
        }, iter: Effort.Of(2000, 40_000));
        Assert.True(warned > 100 && refused > 100 && changed > 100, $"{warned} plans warn, {refused} are refused, {changed} change something");

        static string Words(ReservationPlan plan) => string.Join('\n', [.. plan.Problems.Select(problem => $"{problem.At.Index} {problem.Msg}"), "warnings", .. plan.Warnings, "changes",
            .. plan.Changes.Select(change => change.ToString()), .. plan.FileEdits.Select(edit => $"{edit.Role} {Encoding.UTF8.GetString(edit.After.ToArray())}"), .. plan.Diffs.Select(diff => diff.ToString()),
            .. plan.Networks.SelectMany(network => network.LiveCalls).Select(call => call.ToString()), plan.WayIn.ToString()]);
    }

    /// <summary>libvirt's list, with the rules of virNetworkDefUpdateIPDHCPHost, takes every call and ends where the plan wants it.</summary>
    [Fact]
    public void PlayedAgainstLibvirtsRulesAreNeverRefused() => Gen.Select(Worlds.Held, Worlds.Held, Worlds.Asked).Sample((config, live, asked) =>
    {
        var plan = ReservationPlanner.Plan(Worlds.Request(asked) with { Apply = ApplyOption.Api }, Worlds.State(config, live, hasDaemon: true));
        if (plan.IsRefused)
            return;
        var list = live.ToList();
        foreach (var call in plan.Networks[0].LiveCalls)
            Play(list, call);
        var wanted = ReservationPlanner.Plan(Worlds.Request(asked), Worlds.State(config, live, hasDaemon: false)).FileEdits.FirstOrDefault(edit => edit.Role == Role.Status);
        var expected = wanted is null ? live : NetworkXml.Read(wanted.After.ToArray()).Reservations.Select(element => element.Reservation);
        Assert.Equal(Worlds.Canonical(expected), Worlds.Canonical(list));
    }, iter: Iterations);

    /// <summary>What a reload finds in the status file is what the API would have come to, whatever lay in the file before.</summary>
    [Fact]
    public void ReloadsFileEndsWhereTheApiWould() => Gen.Select(Worlds.Held, Worlds.Held, Worlds.Held, Worlds.Asked).Sample((config, live, onDisk, asked) =>
    {
        var state = Worlds.State(config, live, hasDaemon: true);
        state = state with { Networks = [state.Networks[0] with { StatusFile = Worlds.State(config, onDisk, hasDaemon: true).Networks[0].StatusFile }] };
        var plan = ReservationPlanner.Plan(Worlds.Request(asked) with { Apply = ApplyOption.Reload }, state);
        if (plan.IsRefused || plan.WayIn is not { Way: ApplyMethod.Reload, Prepares: false })
            return;
        var wanted = ReservationPlanner.Plan(Worlds.Request(asked), Worlds.State(config, live, hasDaemon: false)).FileEdits.First(edit => edit.Role == Role.Status);
        var written = plan.FileEdits.First(edit => edit.Role == Role.Status);
        Assert.Equal(Worlds.Canonical(Reservations(wanted.After.ToArray())), Worlds.Canonical(Reservations(written.After.ToArray())));

        static IEnumerable<Reservation> Reservations(byte[] xml) => NetworkXml.Read(xml).Reservations.Select(element => element.Reservation);
    }, iter: Iterations);

    private static void Play(List<Reservation> list, ApiCall call)
    {
        var entry = call.Reservation;
        switch (call.Command)
        {
            case ApiCommand.AddLast:
                Assert.DoesNotContain(list, other => SharesAny(other, entry));
                list.Add(entry);
                break;
            case ApiCommand.Modify:
                var hit = list.FindIndex(other => SharesAny(other, entry));
                Assert.True(hit >= 0, $"nothing to modify for {entry}");
                Assert.Single(list, other => SharesAny(other, entry));
                list[hit] = entry;
                break;
            default:
                var victim = list.FindIndex(other => (entry.Mac is null || other.Mac is null || other.Mac == entry.Mac)
                    && (entry.Name.IsNull || other.Name.Equals(entry.Name)) && other.Ip == entry.Ip);
                Assert.True(victim >= 0, $"nothing to delete for {entry}");
                Assert.Equal(entry, list[victim]);
                list.RemoveAt(victim);
                break;
        }
    }

    private static bool SharesAny(Reservation one, Reservation other) =>
        one.Ip == other.Ip || (one.Mac is not null && one.Mac == other.Mac) || (!one.Name.IsNull && one.Name.Equals(other.Name));

    private static ReservationState Applied(ReservationState before, ReservationPlan plan)
    {
        var (state, network) = (before, before.Networks[0]);
        foreach (var edit in plan.FileEdits)
        {
            var file = edit.Before with { Bytes = edit.After.ToArray() };
            if (edit.Role == Role.Config)
                network = network with { ConfigFile = file, Config = NetworkXml.Read(edit.After.ToArray()) };
            else if (edit.Role == Role.Status)
                network = network with { StatusFile = file, Live = NetworkXml.Read(edit.After.ToArray()) };
            else if (edit.Role == Role.Hostsfile)
                network = network with { Hostsfile = file };
            else
                state = state with { EtcHosts = file };
        }
        return state with { Networks = [network] };
    }
}
