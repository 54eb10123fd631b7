using System.Security.Cryptography;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

public sealed class Sha256Tests
{
    /// <summary>Each length around one, two and three blocks, where the padding needs a block of its own or not.</summary>
    [Fact]
    public void HashesAsTheFrameworkDoes()
    {
        for (var length = 0; length < 200; length++)
        {
            var input = new byte[length];
            for (var at = 0; at < length; at++)
                input[at] = (byte)(at * 31 + length * 7);
            Assert.Equal(SHA256.HashData(input), Sha256.Hash(input));
        }
    }
}
