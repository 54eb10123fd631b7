using System.Runtime.InteropServices;
using System.Text;
using LibvirtIdem.Tests.Fuzz;
using SharpFuzz;
using SharpFuzz.Common;

// What the tests of Readers say of their own mutations, on the inputs of a fuzzer that follows coverage:
//   Fuzz list              the readers
//   Fuzz seeds READER DIR  writes what to start from, and a dictionary
//   Fuzz run READER        judges what AFL sends, until it stops sending
//   Fuzz try READER FILE   judges one input, such as a crash that was found
var readers = typeof(Readers).GetMethods()
    .Where(method => method.DeclaringType == typeof(Readers) && method.ReturnType == typeof(void) && method.GetParameters().Length == 0)
    .ToDictionary(method => method.Name, StringComparer.Ordinal);
if (args is ["list"])
{
    Console.WriteLine(string.Join('\n', readers.Keys));
    return;
}
unsafe
{
    // What is instrumented counts here before AFL has given its own memory.
    Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(1 << 16);
}
Readers.Guide = (seeds, tokens, judge) =>
{
    switch (args[0])
    {
        case "seeds":
            Directory.CreateDirectory(args[2]);
            foreach (var (number, seed) in seeds.Where(seed => seed.Length is > 0 and < 8192).DistinctBy(Convert.ToBase64String).Index())
                File.WriteAllBytes(Path.Combine(args[2], $"{number:d4}"), seed);
            File.WriteAllLines(args[2] + ".dict", tokens.Select((token, number) => $"t{number}=\"{Escaped(token)}\""));
            break;
        case "run":
            Fuzzer.Run(stream =>
            {
                using var input = new MemoryStream();
                stream.CopyTo(input);
                judge(input.ToArray());
            });
            break;
        case "try":
            judge(File.ReadAllBytes(args[2]));
            Console.WriteLine("refused or taken, as it should be");
            break;
    }
};
readers[args[1]].Invoke(new Readers(null!), null);

static string Escaped(string token) => string.Concat(Encoding.UTF8.GetBytes(token)
    .Select(each => each is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\' ? $"{(char)each}" : $"\\x{each:x2}"));
