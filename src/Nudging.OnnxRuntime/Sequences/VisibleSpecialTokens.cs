using System.Text;
using Nudging.OnnxRuntime.Sampling;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>The special tokens whose text appears in the output of a session, such as the markers of tool calls.</summary>
internal sealed class VisibleSpecialTokens
{
    private readonly ModelTokenizer _model;
    private readonly Dictionary<int, string> _texts = [];
    private TokenByteTable? _tokenBytes;

    /// <summary>Initializes a new instance of the <see cref="VisibleSpecialTokens"/> class.</summary>
    /// <param name="model">The tokenizer of the model.</param>
    /// <param name="texts">The texts of the tokens. A text that is not a special token has no effect.</param>
    public VisibleSpecialTokens(ModelTokenizer model, IReadOnlyList<string> texts)
    {
        _model = model;
        foreach (string text in texts)
        {
            if (model.Tokenizer.Encode(text, isBeginning: false).Ids is [int id] && !model.IsEndOfSequence(id) && model.Tokenizer.CreateDecoder().Next(id).Length == 0)
            {
                _texts[id] = text;
            }
        }
    }

    /// <summary>Gets the control tokens that have a text in the output, so that the text stands for the token.</summary>
    public IReadOnlySet<int> Written => _model.WrittenControlTokens.Union(_texts.Keys).ToHashSet();

    /// <summary>Gets the number of visible special tokens that the model has.</summary>
    public int Count => _texts.Count;

    /// <summary>Gets the bytes that each token adds to the output. Created on first use.</summary>
    public TokenByteTable TokenBytes => _tokenBytes ??= _texts.Count == 0
        ? _model.TokenBytes
        : _model.TokenBytes.With(_texts.ToDictionary(token => token.Key, token => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(token.Value)));

    /// <summary>Starts decoding a continuation, token by token.</summary>
    public ITokenDecoder CreateDecoder()
    {
        ITokenDecoder decoder = _model.Tokenizer.CreateDecoder();
        return _texts.Count == 0 ? decoder : new SpecialTokenDecoder(decoder, _texts);
    }
}
