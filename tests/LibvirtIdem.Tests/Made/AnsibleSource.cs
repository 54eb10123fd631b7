using System.Text;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The options in the documentation of the Ansible modules, which is also what they check, and in the role.</summary>
internal static class AnsibleSource
{
    private const int Width = 140;

    /// <summary>Of Ansible itself.</summary>
    private static readonly string[] OfEachTask = ["check_mode", "diff"];

    /// <summary>What the role passes on from variables of its own, or knows by what it loops over.</summary>
    private static readonly string[] NotInTheRole = ["name", "network", "reservations", "csv", "format", "apply"];

    /// <summary>File names in ansible/, and what they shall say.</summary>
    public static IEnumerable<(string File, string Text)> Files(Func<string, string> read)
    {
        foreach (var command in new[] { Command.Reservation, Command.Network, Command.Dns, Command.Info })
        {
            var module = command == Command.Info ? "network_info" : CommandNames.Names[(int)command];
            var file = $"plugins/modules/{module}.py";
            var options = OptionTable.Of(command).Where(option => !IsShared(option)).ToList();
            yield return (file, Section.Put(read(file), $"options of {CommandNames.Names[(int)command]}", Module(options)));
        }
        const string Fragment = "plugins/doc_fragments/common.py";
        var changes = SharedOptions.OfChanges.Where(option => !OfEachTask.Contains(option.Key)).ToList();
        var text = Section.Put(read(Fragment), "options of each command", Module([SharedOptions.Root]));
        yield return (Fragment, Section.Put(text, "options of changes", Module(changes.Except([SharedOptions.Root]))));
        yield return Specification(read);
        yield return Tasks(read);
    }

    private static bool IsShared(Option option) => SharedOptions.OfChanges.Any(shared => shared.Key == option.Key);

    private static string Module(IEnumerable<Option> options)
    {
        var text = new StringBuilder();
        var all = options.ToList();
        string[] keys = [.. all.Select(option => option.Key), "csv", "reservations", "remote_src"];
        foreach (var option in all)
            Append(text, option, "  ", OptionTexts.Ansible(option, keys), keys);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Option option, string indent, List<string> description, string[] keys)
    {
        text.Append($"{indent}{option.Key}:\n{Description(description, indent)}{Type(option.Kind, indent)}");
        if (option.Choices.Length > 0)
            text.Append($"{indent}  choices: [{string.Join(", ", option.Choices)}]\n");
        if (option.Default is not null)
            text.Append($"{indent}  default: {option.Default}\n");
        if (option.AnsibleAlias is not null)
            text.Append($"{indent}  aliases: [{option.AnsibleAlias}]\n");
        if (option.Kind is not (OptionKind.Items or OptionKind.Records))
            return;
        text.Append($"{indent}  suboptions:\n");
        if (option.Kind == OptionKind.Items)
            foreach (var item in ReservationOptions.Item)
                Append(text, item, indent + "    ", OptionTexts.Ansible(item, keys), keys);
        AppendFields(text, option, indent + "    ", code => $"C({code})");
    }

    private static void AppendFields(StringBuilder text, Option option, string indent, Func<string, string> code)
    {
        foreach (var field in option.Fields)
        {
            var description = OptionTexts.Coded(OptionTexts.Sentence(field.Help), code);
            text.Append($"{indent}{field.Key}:\n{Description([description], indent)}{Type(field.Kind, indent)}");
            if (field.Choices.Length > 0)
                text.Append($"{indent}  choices: [{string.Join(", ", field.Choices)}]\n");
            if (field.IsRequired)
                text.Append($"{indent}  required: true\n");
        }
    }

    private static (string File, string Text) Specification(Func<string, string> read)
    {
        const string File = "roles/hypervisor/meta/argument_specs.yml";
        var text = Section.Put(read(File), "options of network", Role(OfNetworks()));
        text = Section.Put(text, "options of each guest", Role(ReservationOptions.Item, "    "));
        return (File, Section.Put(text, "options of reservation", Role(OfGuests())));
    }

    private static (string File, string Text) Tasks(Func<string, string> read)
    {
        const string File = "roles/hypervisor/tasks/main.yml";
        var text = Section.Put(read(File), "options of network", Passed(OfNetworks()));
        return (File, Section.Put(text, "options of reservation", Passed(OfGuests())));

        static string Passed(IEnumerable<Option> options) =>
            string.Concat(options.Select(option => $"    {option.Key}: \"{{{{ item.{option.Key} | default(omit) }}}}\"\n"));
    }

    private static IEnumerable<Option> OfNetworks() =>
        OptionTable.Of(Command.Network).Where(option => !IsShared(option) && !NotInTheRole.Contains(option.Key));

    /// <summary>Those that are a network's option too have one value for both.</summary>
    private static IEnumerable<Option> OfGuests() =>
        ReservationOptions.How.Where(option => !NotInTheRole.Contains(option.Key) && !OfNetworks().Any(other => other.Key == option.Key));

    private static string Role(IEnumerable<Option> options, string further = "")
    {
        var (text, indent) = (new StringBuilder(), "          " + further);
        foreach (var option in options)
        {
            var first = OptionTexts.Paragraphs(option.Ansible ?? option.Long ?? option.Help)[0];
            var description = OptionTexts.Coded(OptionTexts.Sentence(first), code => code);
            text.Append($"{indent}{option.Key}:\n{Description([description], indent)}{Type(option.Kind, indent)}");
            if (option.Choices.Length > 0)
                text.Append($"{indent}  choices: [{string.Join(", ", option.Choices)}]\n");
            if (option.Fields.Length == 0)
                continue;
            text.Append($"{indent}  options:\n");
            AppendFields(text, option, indent + "    ", code => code);
        }
        return text.ToString();
    }

    private static string Description(List<string> sentences, string indent)
    {
        var isOne = sentences.Count == 1;
        var (first, further) = isOne ? ($"{indent}  description: ", $"\n{indent}    ") : ($"{indent}    - ", $"\n{indent}      ");
        var items = sentences.Select(sentence => first + string.Join(further, OptionTexts.Wrapped(Scalar(sentence), Width - first.Length)) + "\n");
        return (isOne ? "" : $"{indent}  description:\n") + string.Concat(items);
    }

    private static string Type(OptionKind kind, string indent) => kind switch
    {
        OptionKind.Flag => $"{indent}  type: bool\n",
        OptionKind.Number => $"{indent}  type: int\n",
        OptionKind.Words => $"{indent}  type: list\n{indent}  elements: str\n",
        OptionKind.Items or OptionKind.Records => $"{indent}  type: list\n{indent}  elements: dict\n",
        _ => $"{indent}  type: str\n",
    };

    /// <summary>Plain, unless YAML would read it as something else.</summary>
    private static string Scalar(string text) =>
        text.Contains(": ", StringComparison.Ordinal) || text.Contains(" #", StringComparison.Ordinal) || !char.IsLetterOrDigit(text[0])
        ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text;
}
