using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>A second implementation of the procedure: slow, synchronous, on strings, and without code of the decoder.</summary>
internal sealed class ReferenceProcedure
{
    public required Func<string, ScriptedChoice> Base { get; init; }

    public required Func<string, ScriptedChoice> Aligned { get; init; }

    public required Func<string, int> CountTokens { get; init; }

    public required NudgingOptions Options { get; init; }

    public string Output { get; private set; } = "";

    public List<string> Rounds { get; } = [];

    public List<string> Nudges { get; } = [];

    public string? StopReason { get; private set; }

    public string Answer { get; private set; } = "";

    public double Ratio { get; private set; }

    public void Run()
    {
        string previous = "\0";
        int repeats = 0;
        for (int round = 1; StopReason is null; round++)
        {
            if (CountTokens(Output.Trim()) >= Options.MaxOutputTokens)
            {
                StopReason = "Length";
                break;
            }

            if (round > Options.MaxRounds)
            {
                StopReason = "Rounds";
                break;
            }

            // 1 and 2.
            List<(string Text, float P)> proposal = Tokens(Aligned, Output, Options.Lookahead, out bool ended);
            string text = Join(proposal);
            if (ended)
            {
                if (text != "")
                {
                    Write(proposal, text.Length, isNudge: true);
                }

                StopReason ??= "AlignedModelStopped";
                break;
            }

            // 3.
            string s = "";
            while (text.StartsWith(s + " ", StringComparison.Ordinal))
            {
                s += " ";
            }

            string[] w = text[s.Length..].Split(' ');
            string nudge = w.Length == 1 ? text : s + string.Join(' ', w[..^1]);
            bool baseWrites = false;
            for (int i = 1; i < w.Length; i++)
            {
                if (w[i] == "")
                {
                    continue;
                }

                string before = s + string.Join(' ', w[..i]);
                ScriptedChoice top = Base(Output + before);
                string t = top.IsSplit ? "" : top.Text;
                bool agrees = t != "" && (" " + w[i]).StartsWith(t, StringComparison.Ordinal);
                if (agrees || top.Probability >= Options.Threshold)
                {
                    nudge = before;
                    baseWrites = top.Text != "";
                    break;
                }
            }

            // 4.
            repeats = nudge == previous ? repeats + 1 : 0;
            previous = nudge;
            if (repeats == 3)
            {
                StopReason = "RepeatedNudges";
                break;
            }

            Write(proposal, nudge.Length, isNudge: true);
            if (baseWrites && StopReason is null && CountTokens(Output.Trim()) < Options.MaxOutputTokens)
            {
                BaseStage();
            }
        }

        Answer = Reduce(Output.Trim());
        Ratio = Math.Min(1, (double)Nudges.Where(nudge => nudge.Length > 0).SkipLast(1).Sum(Words) / Math.Max(1, Words(Output)));
    }

    /// <summary>Removes repeated suffixes of at least a minimum length.</summary>
    public static string Reduce(string text, int minimum = 30)
    {
        List<int> runes = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        while (true)
        {
            int copy = 0, low = 0, high = runes.Count;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                bool isSquare = middle >= minimum && 2 * middle <= runes.Count
                    && runes.TakeLast(middle).SequenceEqual(runes.TakeLast(2 * middle).Take(middle));
                (copy, low, high) = isSquare ? (middle, middle + 1, high) : (copy, low, middle - 1);
            }

            if (copy == 0)
            {
                return string.Concat(runes.Select(char.ConvertFromUtf32));
            }

            runes.RemoveRange(runes.Count - copy, copy);
        }
    }

    // 6.
    private void BaseStage()
    {
        string stage = "";
        for (bool first = true; StopReason is null; first = false)
        {
            string before = Output;
            List<(string Text, float P)> chunk = Tokens(Base, before, Options.Lookahead, out bool ended);
            if (first)
            {
                stage += chunk[0].Text;
                Write(chunk[..1], chunk[0].Text.Length);
                chunk = chunk[1..];
            }

            if (StopReason is not null)
            {
                return;
            }

            List<(string Text, float P)> accepted = [.. chunk.TakeWhile(token => token.P >= Options.Threshold)];
            if (stage.Contains(Join(chunk), StringComparison.Ordinal)
                || (Join(accepted).Split(' ').Length > 5 && Output.Contains(Join(accepted), StringComparison.Ordinal)))
            {
                return;
            }

            stage += Join(accepted);
            Write(accepted, Join(accepted).Length);
            if (accepted.Count < chunk.Count || ended || CountTokens(Output.Trim()) >= Options.MaxOutputTokens)
            {
                return;
            }
        }
    }

    private void Write(List<(string Text, float P)> tokens, int length, bool isNudge = false)
    {
        List<string> parts = [];
        foreach ((string part, _) in tokens)
        {
            int left = Math.Max(0, length - parts.Sum(p => p.Length));
            parts.Add(part[..Math.Min(left, part.Length)]);
        }

        // The stop sequence that is complete first.
        string whole = Output + string.Concat(parts);
        string text = whole;
        for (int end = 1; end <= whole.Length && text == whole; end++)
        {
            foreach (string stop in Options.StopSequences.OrderBy(stop => -stop.Length))
            {
                if (whole[..end].EndsWith(stop, StringComparison.Ordinal) && text == whole)
                {
                    text = whole[..(end - stop.Length)];
                    StopReason = "StopSequence";
                }
            }
        }

        if (text.Length > Output.Length && CountTokens(text.Trim()) > Options.MaxOutputTokens)
        {
            StopReason = "Length";
            while (Output.Length + parts.Sum(p => p.Length) >= text.Length || CountTokens((Output + string.Concat(parts)).Trim()) > Options.MaxOutputTokens)
            {
                if (parts.Count == 0)
                {
                    break;
                }

                parts.RemoveAt(parts.Count - 1);
            }

            text = Output + string.Concat(parts);
        }

        // A stop sequence may reach back into earlier rounds and nudges.
        string added = text.Length >= Output.Length ? text[Output.Length..] : "";
        for (int lost = Output.Length - text.Length; lost > 0;)
        {
            int round = Rounds.FindLastIndex(r => r != "");
            int cut = Math.Min(lost, Rounds[round].Length);
            Rounds[round] = Rounds[round][..^cut];
            Nudges[round] = Nudges[round][..Math.Min(Nudges[round].Length, Rounds[round].Length)];
            lost -= cut;
        }

        Output = text;
        if (isNudge)
        {
            Nudges.Add(added);
            Rounds.Add(added);
        }
        else
        {
            Rounds[^1] += added;
        }
    }

    private static List<(string Text, float P)> Tokens(Func<string, ScriptedChoice> model, string text, int maxTokens, out bool ended)
    {
        List<(string Text, float P)> tokens = [];
        ended = false;
        while (tokens.Count < maxTokens)
        {
            ScriptedChoice choice = model(text);
            if (choice.Text == "")
            {
                ended = true;
                break;
            }

            if (choice.IsSplit)
            {
                tokens.Add(("", choice.Probability));
            }

            if (tokens.Count < maxTokens)
            {
                tokens.Add((choice.Text, choice.Probability));
                text += choice.Text;
            }
        }

        return tokens;
    }

    private static string Join(List<(string Text, float P)> tokens) => string.Concat(tokens.Select(token => token.Text));

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
