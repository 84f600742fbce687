using System.Text.RegularExpressions;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads the <c>pre_tokenizer</c> of tokenizer.json.</summary>
internal sealed class PreTokenizerJson
{
    private readonly List<PreTokenizer> _steps = [];
    private readonly bool _leavesSpaces;

    private PreTokenizerJson(bool leavesSpaces) => _leavesSpaces = leavesSpaces;

    /// <inheritdoc cref="BpeSpec.PreTokenizers"/>
    public IReadOnlyList<PreTokenizer> Steps => _steps;

    /// <summary>Gets a value indicating whether words are encoded in the characters of <see cref="ByteAlphabet"/>.</summary>
    public bool IsByteLevel { get; private set; }

    /// <summary>Gets the normalizer step that replaces spaces by space marks; empty for none.</summary>
    public IReadOnlyList<NormalizerStep> SpaceMark { get; private set; } = [];

    /// <inheritdoc cref="BpeSpec.MissingPrefix"/>
    public char? MissingPrefix { get; private set; }

    /// <inheritdoc cref="BpeSpec.PrependsOnce"/>
    public bool PrependsOnce { get; private set; }

    /// <summary>Reads the steps.</summary>
    /// <param name="value">The pre-tokenizer, which may be null.</param>
    /// <param name="leavesSpaces">Whether the normalizer keeps spaces.</param>
    public static PreTokenizerJson Read(JsonValue value, bool leavesSpaces)
    {
        var result = new PreTokenizerJson(leavesSpaces);
        if (!value.IsNull)
        {
            result.Add(value);
        }

        return result;
    }

    private void Add(JsonValue value)
    {
        if (IsByteLevel)
        {
            throw value.Wrong("follows \"ByteLevel\", which is not supported");
        }

        switch (value["type"].AsString())
        {
            case "Sequence":
                foreach (JsonValue step in value["pretokenizers"].Items())
                {
                    Add(step);
                }

                break;
            case "Split" when !_leavesSpaces && value["pattern"]["String"].AsString(string.Empty) == " ":
                break;
            case "Split":
                _steps.Add(ReadSplit(value));
                break;
            case "Digits":
                _steps.Add(PreTokenizer.FromPattern(value["individual_digits"].AsBoolean(false) ? @"\p{N}" : @"\p{N}+"));
                break;
            case "ByteLevel":
                AddByteLevel(value);
                break;
            case "Metaspace":
                AddMetaspace(value);
                break;
            default:
                throw value["type"].Wrong("is not a supported pre-tokenizer; it must be \"Sequence\", \"Split\", \"Digits\", \"Metaspace\" or \"ByteLevel\"");
        }
    }

    private void AddByteLevel(JsonValue value)
    {
        IsByteLevel = true;
        bool prepends = value["add_prefix_space"].AsBoolean(true);
        MissingPrefix = prepends ? ' ' : null;
        if (SpaceMark.Count > 0)
        {
            throw value.Wrong("follows \"Metaspace\", which is not supported");
        }

        if (prepends && _steps.Count > 0)
        {
            throw value["add_prefix_space"].Wrong("after other steps would put a space before every word, which is not supported; it must be false");
        }

        if (value["use_regex"].AsBoolean(true))
        {
            _steps.Add(PreTokenizer.Gpt2);
        }
    }

    private void AddMetaspace(JsonValue value)
    {
        if (_steps.Count > 0 || SpaceMark.Count > 0)
        {
            throw value.Wrong("follows other steps, which is not supported");
        }

        if (value["replacement"].AsString() != Normalizer.SpaceMark.ToString())
        {
            throw value["replacement"].Wrong($"is not supported; it must be \"{Normalizer.SpaceMark}\"");
        }

        SpaceMark = [new NormalizerStep.Replace(" ", Normalizer.SpaceMark.ToString())];
        string scheme = value["prepend_scheme"].AsString(value["add_prefix_space"].AsBoolean(true) ? "always" : "never");
        MissingPrefix = scheme switch
        {
            "always" or "first" => Normalizer.SpaceMark,
            "never" => null,
            _ => throw value["prepend_scheme"].Wrong("must be \"always\", \"first\" or \"never\""),
        };
        PrependsOnce = scheme == "first";
        if (value["split"].AsBoolean(true))
        {
            _steps.Add(PreTokenizer.SpaceMarks);
        }
    }

    private static PreTokenizer ReadSplit(JsonValue value)
    {
        JsonValue pattern = value["pattern"];
        string expression = pattern["Regex"].IsNull ? Regex.Escape(pattern["String"].AsString()) : pattern["Regex"].AsString();
        SplitBehavior behavior = value["behavior"].AsString() switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "Contiguous" => SplitBehavior.Contiguous,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            _ => throw value["behavior"].Wrong("is not supported; it must be \"Removed\", \"Isolated\", \"Contiguous\", \"MergedWithPrevious\" or \"MergedWithNext\""),
        };
        try
        {
            return PreTokenizer.FromPattern(expression, behavior, value["invert"].AsBoolean(false));
        }
        catch (ArgumentException e)
        {
            throw pattern.Wrong($"is a pattern that cannot be matched exactly ({e.Message})");
        }
    }
}
