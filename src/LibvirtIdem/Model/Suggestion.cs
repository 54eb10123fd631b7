namespace LibvirtIdem.Model;

/// <summary>The known word that a mistyped one was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>By edit distance, at most a third of the word off (at least 2); null where none is near.</summary>
    public static string? For(string word, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate)))
        .Where(pair => pair.distance <= Math.Max(2, word.Length / 3) && pair.distance < pair.candidate.Length)
        .OrderBy(pair => pair.distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    /// <summary>Levenshtein's, in which two letters that changed places are one mistake (Damerau's optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        var distances = new int[one.Length + 1][];
        for (var i = 0; i <= one.Length; i++)
        {
            distances[i] = new int[other.Length + 1];
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i][j] = i + j;
                    continue;
                }
                var best = Math.Min(Math.Min(distances[i - 1][j], distances[i][j - 1]) + 1,
                    distances[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    best = Math.Min(best, distances[i - 2][j - 2] + 1);
                distances[i][j] = best;
            }
        }
        return distances[one.Length][other.Length];
    }
}
