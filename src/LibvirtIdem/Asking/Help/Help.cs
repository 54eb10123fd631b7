using System.Text;

namespace LibvirtIdem.Asking;

/// <summary>
/// What <c>--help</c> and <c>--version</c> print. The texts are generated from <see cref="CommandPage"/> and <see cref="OptionTable"/>.
/// </summary>
internal static partial class Help
{
    public static byte[] Version => Encoding.UTF8.GetBytes("libvirt-idem " + BuildVersion.Text + "\n");

    public static ReadOnlySpan<byte> Of(Command command) => command switch
    {
        Command.Network => Network,
        Command.Dns => Dns,
        Command.Import => Import,
        Command.Export => Export,
        Command.Info => Info,
        Command.Undo => Undo,
        Command.Schema => Schema,
        Command.Completion => Completion,
        _ => Reservation,
    };
}
