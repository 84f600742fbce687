using System.Text.RegularExpressions;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The <c>pre_tokenizer</c> of tokenizer.json as steps.</summary>
internal sealed class PreTokenizerJson
{
    private readonly List<PreTokenizer> _steps = [];
    private bool _isByteLevel;

    private PreTokenizerJson()
    {
    }

    public IReadOnlyList<PreTokenizer> Steps => _steps;

    public bool AddsPrefixSpace { get; private set; }

    public static PreTokenizerJson Read(JsonValue value)
    {
        var result = new PreTokenizerJson();
        result.Add(value);
        return result._isByteLevel ? result : throw value.Wrong("must have a \"ByteLevel\" step; no other kind of byte-pair encoding is supported");
    }

    private void Add(JsonValue value)
    {
        if (_isByteLevel)
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
            case "Split":
                _steps.Add(ReadSplit(value));
                break;
            case "Digits":
                _steps.Add(PreTokenizer.FromPattern(value["individual_digits"].AsBoolean(false) ? @"\p{N}" : @"\p{N}+", true, true));
                break;
            case "ByteLevel":
                AddByteLevel(value);
                break;
            default:
                throw value["type"].Wrong("is no supported pre-tokenizer; it must be \"Sequence\", \"Split\", \"Digits\" or \"ByteLevel\"");
        }
    }

    private void AddByteLevel(JsonValue value)
    {
        _isByteLevel = true;
        AddsPrefixSpace = value["add_prefix_space"].AsBoolean(true);
        if (AddsPrefixSpace && _steps.Count > 0)
        {
            throw value["add_prefix_space"].Wrong("after other steps would put a space before every word, which is not supported; it must be false");
        }

        if (value["use_regex"].AsBoolean(true))
        {
            _steps.Add(PreTokenizer.Gpt2);
        }
    }

    private static PreTokenizer ReadSplit(JsonValue value)
    {
        JsonValue pattern = value["pattern"];
        string expression = pattern["Regex"].IsNull ? Regex.Escape(pattern["String"].AsString()) : pattern["Regex"].AsString();
        bool invert = value["invert"].AsBoolean(false);
        bool removed = value["behavior"].AsString() switch
        {
            "Removed" => true,
            "Isolated" => false,
            _ => throw value["behavior"].Wrong("is not supported; it must be \"Isolated\" or \"Removed\""),
        };
        try
        {
            return PreTokenizer.FromPattern(expression, !removed || invert, !removed || !invert);
        }
        catch (ArgumentException e)
        {
            throw pattern.Wrong($"holds a pattern that cannot be matched exactly ({e.Message})");
        }
    }
}
