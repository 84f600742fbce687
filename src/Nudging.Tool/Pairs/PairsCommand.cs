using Nudging.ModelBuilder;
using Spectre.Console;

namespace Nudging.Tool.Pairs;

/// <summary>Lists the known pairs.</summary>
internal static class PairsCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(string? json, CancellationToken cancellationToken)
    {
        PairDescription[] pairs = [.. KnownPairs.All.Pairs.Select(PairDescription.Of)];
        await ReportOutput.WriteAsync(pairs, () => Print(pairs), json, cancellationToken);
        return ExitCode.Succeeded;
    }

    private static void Print(PairDescription[] pairs)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("name", "base, aligned", "parameters", "licence", "terms", "tokenizer", "int4", "memory");
        foreach (PairDescription pair in pairs)
        {
            table.AddRow(
                pair.Name,
                $"{pair.Base}\n{pair.Aligned}",
                $"{Billions(pair.BaseParameters)}\n{Billions(pair.AlignedParameters)}",
                string.Join(", ", pair.Licenses),
                pair.IsGated ? "accept" : "none",
                pair.SharesTokenizer ? "same" : "not same",
                ByteCount.Format(pair.Int4Bytes),
                ByteCount.Format(pair.MemoryBytes));
        }

        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        console.Write(table);
        console.WriteLine($"Sizes are computed: both folders at int4 for the CPU, and the memory with {SizeEstimate.ContextTokens} tokens of context.");
        console.WriteLine("Gated models: accept the terms on the page of each model, and set HF_TOKEN to your token.");
    }

    private static string Billions(long count) => FormattableString.Invariant($"{count / 1e9:0.00} B");
}
