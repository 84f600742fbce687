using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Encoding and decoding with the fixtures of this repository, compared with a reference tokenizer and with laws.</summary>
public sealed class TokenizerFixtureTests
{
    private static readonly string[] Hostile =
        ["<|end|>", "<|right|>", "<both>", "yes", "no", "<<", "<", "café", "cafe\u0301", "naïve", " über", "[x]", "maybe", "_", "Ⓐ", "𝟘", "<tag>", "<tag", "boat", "raw", "x y", "<tool>", "<s>", "</s>", "<unk>", "<|pad|>", "<extra>", "IT'S", "don't", "a\u0308\u0301", "\u200D", "\uFEFF", "\u2028", "\u0085"];

    public static TheoryData<string> Fixtures => [.. TokenizerFixture.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Encoding_gives_the_ids_of_the_reference_tokenizer(string name)
    {
        var fixture = TokenizerFixture.Load(name);
        foreach (string text in Texts(fixture, count: 1200, seed: 41))
        {
            AssertIds(fixture.Reference.Encode(text), fixture.Tokenizer.Encode(text).Ids, text);
            AssertIds(fixture.Reference.Encode(text, isBeginning: false), fixture.Tokenizer.Encode(text, isBeginning: false).Ids, text);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Encoding_the_training_text_uses_most_of_the_merged_tokens(string name)
    {
        var fixture = TokenizerFixture.Load(name);
        HashSet<int> used = [.. TrainingText().Split('\n').SelectMany(line => fixture.Tokenizer.Encode(line + "\n").Ids)];
        Assert.InRange(used.Count, 250, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Decoding_encoded_text_gives_the_text(string name)
    {
        var fixture = TokenizerFixture.Load(name);
        var random = new Random(42);
        for (int round = 0; round < 1000; round++)
        {
            string text = round % 4 == 0 ? RandomText.NextUnits(random) : RandomText.Next(random, RandomText.Pieces);
            Assert.Equal(fixture.Decoded(text), Decode(fixture.Tokenizer.CreateDecoder(isWhole: true), fixture.Tokenizer.Encode(text).Ids));
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Decoding_a_continuation_token_by_token_gives_the_characters_of_the_token_bytes(string name)
    {
        ITokenizer tokenizer = TokenizerFixture.Load(name).Tokenizer;
        int size = tokenizer.Tokens.Max(token => token.Id) + 3;
        var random = new Random(43);
        for (int round = 0; round < 400; round++)
        {
            int[] ids = [.. Enumerable.Range(0, 20).Select(_ => random.Next(-1, size))];
            byte[] bytes = [.. ids.SelectMany(id => tokenizer.BytesOf(id).ToArray())];
            string text = Decode(tokenizer.CreateDecoder(), ids);
            if (Utf8.IsValid(bytes))
            {
                Assert.Equal(Encoding.UTF8.GetString(bytes), text);
            }

            AssertStreams(tokenizer, ids, text);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Encoding_a_text_in_two_parts_split_where_allowed_gives_the_ids_of_the_whole_text(string name)
    {
        var fixture = TokenizerFixture.Load(name);
        ITokenizer tokenizer = fixture.Tokenizer;
        int splits = 0;
        foreach (string text in Texts(fixture, count: 1500, seed: 44).Where(text => text.Length < 200))
        {
            int[] whole = tokenizer.Encode(text).Ids;
            for (int index = 1; index + 1 < text.Length; index++)
            {
                if (tokenizer.CanCut(text.AsSpan(0, index + 2), index))
                {
                    AssertIds(whole, [.. tokenizer.Encode(text[..index]).Ids, .. tokenizer.Encode(text[index..], isBeginning: false).Ids], text);
                    splits++;
                }
            }
        }

        Assert.InRange(splits, 500, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Ends_of_tokens_rise_to_the_end_of_the_text(string name)
    {
        var fixture = TokenizerFixture.Load(name);
        foreach (string text in Texts(fixture, count: 400, seed: 45).Where(text => text.Length > 0))
        {
            EncodedText encoded = fixture.Tokenizer.Encode(text);
            Assert.Equal(encoded.Ids.Length, encoded.Ends.Length);
            Assert.Equal(text.Length, encoded.Ends[^1]);
            int[] known = [.. encoded.Ends.Where(end => end >= 0)];
            Assert.Equal(known.Order(), known);
        }
    }

    [Theory]
    [InlineData("byte-level")]
    [InlineData("tiktoken")]
    public void The_end_of_a_token_is_the_length_of_the_text_decoded_so_far(string name)
    {
        ITokenizer tokenizer = TokenizerFixture.Load(name).Tokenizer;
        var random = new Random(46);
        for (int round = 0; round < 400; round++)
        {
            string text = RandomText.Next(random, RandomText.Pieces);
            EncodedText encoded = tokenizer.Encode(text);
            byte[] bytes = [];
            foreach ((int id, int end) in encoded.Ids.Zip(encoded.Ends))
            {
                bytes = [.. bytes, .. tokenizer.BytesOf(id).Span];
                Assert.Equal(Utf8.IsValid(bytes) ? Encoding.UTF8.GetCharCount(bytes) : -1, end);
            }
        }
    }

    [Fact]
    public void A_SentencePiece_model_and_its_tokenizer_json_give_the_same_ids()
    {
        ITokenizer model = TokenizerFixture.Load("sentencepiece").Tokenizer;
        ITokenizer json = TokenizerFixture.Load("byte-fallback").Tokenizer;
        var random = new Random(47);

        // User-defined pieces, which tokenizer.json lacks, need two spaces or two newlines.
        string[] pieces = [.. RandomText.Pieces.Where(piece => piece.Trim() == piece)];
        for (int round = 0; round < 1000; round++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(10)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!text.Contains("\u2581\u2581", StringComparison.Ordinal) && !text.Contains("\u2581 ", StringComparison.Ordinal) && !text.Contains(" \u2581", StringComparison.Ordinal))
            {
                AssertIds(model.Encode(text, isBeginning: !text.StartsWith('\u2581')).Ids, json.Encode(text, isBeginning: !text.StartsWith('\u2581')).Ids, text);
            }
        }
    }

    [Fact]
    public void The_prefix_of_each_fixture_is_its_BOS_token_or_empty()
    {
        Assert.Equal([1], TokenizerFixture.Load("sentencepiece").Tokenizer.Prefix);
        Assert.Equal([1], TokenizerFixture.Load("byte-fallback").Tokenizer.Prefix);
        Assert.Empty(TokenizerFixture.Load("byte-level").Tokenizer.Prefix);
        Assert.Empty(TokenizerFixture.Load("vocab-and-merges").Tokenizer.Prefix);
    }

    [Fact]
    public void Running_the_training_script_again_writes_the_same_files()
    {
        using var output = new TemporaryFolder();
        Assert.SkipUnless(TryRunPython(out int exitCode, Path.Combine(TokenizerFixture.Root, "make_tokenizers.py"), output.Path), "python3 is not installed.");
        Assert.Equal(0, exitCode);
        string[] made = [.. Directory.GetFiles(output.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(output.Path, path)).Order(StringComparer.Ordinal)];
        string[] kept = [.. Directory.GetFiles(TokenizerFixture.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(TokenizerFixture.Root, path)).Where(path => Path.GetDirectoryName(path)!.Length > 0).Order(StringComparer.Ordinal)];
        Assert.Equal(kept, made);
        Assert.All(made, path => Assert.Equal(File.ReadAllBytes(Path.Combine(TokenizerFixture.Root, path)), File.ReadAllBytes(output[path])));
    }

    private static IEnumerable<string> Texts(TokenizerFixture fixture, int count, int seed)
    {
        string[] pieces = [.. RandomText.Pieces, .. Hostile, .. fixture.AddedTexts, .. TrainingText().Split(' ', '\n').Where((_, index) => index % 7 == 0)];
        var random = new Random(seed);
        for (int round = 0; round < count; round++)
        {
            yield return round % 5 == 0 ? RandomText.NextUnits(random) : RandomText.Next(random, pieces);
        }

        foreach (string line in TrainingText().Split('\n'))
        {
            yield return line;
        }

        foreach (string unit in (string[])["a", "ab", " ", "\n", "=", "日本語", "😀", "9", "the ", "\u0301", "\u2581", "'s"])
        {
            yield return string.Concat(Enumerable.Repeat(unit, 300 / unit.Length));
        }
    }

    private static string TrainingText() => File.ReadAllText(Path.Combine(TokenizerFixture.Root, "training.txt"));

    private static string Decode(ITokenDecoder decoder, int[] ids) => string.Concat(ids.Select(decoder.Next)) + decoder.Flush();

    // The decoder returns whole characters, and a new decoder that starts between characters gives the rest of the text.
    private static void AssertStreams(ITokenizer tokenizer, int[] ids, string text)
    {
        ITokenDecoder decoder = tokenizer.CreateDecoder();
        string written = string.Empty;
        for (int i = 0; i < ids.Length; i++)
        {
            string piece = decoder.Next(ids[i]);
            Assert.Equal(piece, string.Concat(piece.EnumerateRunes()));
            written += piece;
            Assert.StartsWith(written, text, StringComparison.Ordinal);
            if (!decoder.IsInsideCharacter)
            {
                Assert.Equal(text, written + Decode(tokenizer.CreateDecoder(), ids[(i + 1)..]));
            }
        }

        decoder.Flush();
        Assert.False(decoder.IsInsideCharacter);
    }

    private static void AssertIds(int[] expected, int[] actual, string text) =>
        Assert.True(expected.SequenceEqual(actual), $"'{text}' ({string.Join(' ', text.Select(unit => $"{(int)unit:X4}"))}) has the ids {string.Join(' ', expected)}, not {string.Join(' ', actual)}.");

    private static bool TryRunPython(out int exitCode, params IEnumerable<string> arguments)
    {
        exitCode = -1;
        try
        {
            exitCode = Run(["--version"]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }

        if (exitCode != 0)
        {
            return false;
        }

        exitCode = Run(arguments);
        return true;

        static int Run(IEnumerable<string> arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-B", .. arguments]) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
