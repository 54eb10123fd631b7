using System.Text.Json.Nodes;
using CsCheck;

namespace LibvirtIdem.Tests.Sets;

/// <summary>One reservation of a call, as the caller wrote it. Null is "not given".</summary>
internal sealed record SetItem(bool IsPresent, string? Mac, string? Id, string? Name, string? Ip, string? Lease, string[]? Aliases)
{
    public bool IsV6 => Ip?.Contains(':', StringComparison.Ordinal) ?? Id is not null;

    public JsonObject Json()
    {
        var json = new JsonObject();
        if (!IsPresent)
            json["state"] = "absent";
        foreach (var (key, value) in new[] { ("mac", Mac), ("id", Id), ("name", Name), ("ip", Ip), ("lease_time", Lease) })
            if (value is not null)
                json[key] = value;
        if (Aliases is not null)
            json["aliases"] = new JsonArray([.. Aliases.Select(alias => JsonValue.Create(alias))]);
        return json;
    }
}

/// <summary>A call of <c>reservation</c>.</summary>
/// <param name="Items">Its reservations.</param>
/// <param name="Replaces"><c>on_conflict=replace</c>.</param>
/// <param name="Purges"><c>purge</c>.</param>
/// <param name="MaxRemovals"><c>max_removals</c>.</param>
/// <param name="IsList">Whether a single item is written as a list, too.</param>
/// <param name="IsRepeated">Whether it is made in check mode before, and once more behind.</param>
internal sealed record SetCall(SetItem[] Items, bool Replaces, bool Purges, int? MaxRemovals, bool IsList, bool IsRepeated)
{
    /// <summary>Small pools, in which everything collides with everything.</summary>
    private static readonly string[] Names = ["n1", "n2", "n3", "N2", "n1.lab.test", "n2.lab.test", "n3.other.test", "n4", "n5.LAB.test"];

    private static readonly string[] Aliases = ["a1", "a2", "A2", "n1", "n3", "a3.lab.test", "a4.other.test"];

    private static readonly Gen<string> Ip4 = Gen.Frequency((30, Gen.Int[2, 8].Select(last => $"10.0.0.{last}")), (1, Gen.OneOf("10.0.0.0", "10.0.0.1", "10.0.0.255", "10.0.1.2")));

    private static readonly Gen<string> Ip6 = Gen.Frequency((30, Gen.Int[2, 5].Select(last => $"2001:db8::{last}")), (1, Gen.OneOf("2001:db8::1", "2001:db8:1::2")));

    private static readonly Gen<SetItem> Item =
        from isPresent in Gen.Frequency((4, true), (1, false))
        from isV6 in Gen.Frequency((3, false), (1, true))
        from hasClient in Gen.Frequency((3, true), (1, false))
        from client in Gen.Int[1, 5]
        from name in Gen.Frequency((2, Gen.Const((string?)null)), (5, Gen.OneOf(Names).Select(name => (string?)name)), (1, Gen.Const(isPresent ? "" : null)))
        from ip in isV6 ? Ip6 : Ip4
        from hasIp in Gen.Frequency((isPresent ? 60 : 1, true), (isPresent ? 1 : 2, false))
        from lease in Gen.Frequency((4, (string?)null), (1, "30m"), (1, "1800s"), (1, "2h"), (1, "infinite"), (1, ""), (1, "default"))
        from aliases in Gen.Frequency((4, Gen.Const((string[]?)null)), (1, Gen.OneOf(Aliases).Array[0, 3].Select(list => (string[]?)list)))
        select new SetItem(isPresent, hasClient && !isV6 ? $"52:54:00:00:00:0{client}" : null, hasClient && isV6 ? $"00:03:00:01:52:54:00:00:00:0{client}" : null, name, hasIp ? ip : null,
            isPresent ? lease : null, isPresent ? aliases : null);

    public static readonly Gen<SetCall> Any =
        from items in Gen.Frequency((3, Item.Array[1, 1]), (4, Item.Array[1, 4]), (1, Item.Array[0, 8]))
        from replaces in Gen.Bool
        from purges in Gen.Frequency((6, false), (1, true))
        from most in Gen.Frequency((8, Gen.Const((int?)null)), (1, Gen.Int[0, 3].Select(most => (int?)most)))
        from isList in Gen.Bool
        from isRepeated in Gen.Frequency((3, false), (1, true))
        select new SetCall(items, replaces, purges, most, isList || items.Length != 1, isRepeated);

    public override string ToString() => Json("/");

    public string Json(string root, bool checkMode = false)
    {
        var call = IsList ? new JsonObject { ["reservations"] = new JsonArray([.. Items.Select(item => item.Json())]) } : Items[0].Json();
        call["root"] = root;
        if (Replaces)
            call["on_conflict"] = "replace";
        if (Purges)
            call["purge"] = true;
        if (MaxRemovals is { } most)
            call["max_removals"] = most;
        if (checkMode)
            call["check_mode"] = true;
        return call.ToJsonString();
    }
}
