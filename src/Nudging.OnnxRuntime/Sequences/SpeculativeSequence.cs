using System.Runtime.InteropServices;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>The tokens of a continuation, followed by the tokens of a draft that the continuation has not reached (speculative decoding).</summary>
internal sealed class SpeculativeSequence
{
    private readonly IncrementalPromptEncoder _promptEncoder;
    private readonly string? _draft;
    private readonly List<int> _tokens = [];

    // The length of the part of the draft that the continuation has followed.
    private int _followed;

    /// <param name="promptEncoder">The encoder of the prompt.</param>
    /// <param name="text">The text to continue.</param>
    /// <param name="draft">The draft; <see langword="null"/> for none.</param>
    public SpeculativeSequence(IncrementalPromptEncoder promptEncoder, string text, string? draft)
    {
        _promptEncoder = promptEncoder;
        _draft = draft;
        promptEncoder.Set(text);
        _tokens.AddRange(promptEncoder.Tokens);
        Count = _tokens.Count;
        TextStart = promptEncoder.PromptTokens;
        if (!string.IsNullOrEmpty(draft))
        {
            promptEncoder.Set(text, draft);
            bool extendsText = promptEncoder.Tokens.StartsWith(CollectionsMarshal.AsSpan(_tokens));
            _tokens.AddRange(extendsText ? promptEncoder.Tokens[Count..] : promptEncoder.EncodeContinuation(draft));
        }
    }

    /// <summary>Gets the tokens of the text, the continuation and the rest of the draft.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Gets the number of tokens of the text and the continuation.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the number of tokens of the prompt.</summary>
    public int TextStart { get; }

    /// <summary>Gets the number of tokens of the rest of the draft.</summary>
    public int RemainingDraftTokens => _tokens.Count - Count;

    /// <summary>Gets or sets the number of tokens after which the prediction is known.</summary>
    public int KnownPredictions { get; set; }

    /// <summary>Appends a token to the continuation.</summary>
    /// <param name="id">The token.</param>
    /// <param name="text">The text that the token completes.</param>
    /// <param name="isInsideCharacter">Whether the token ends inside a character.</param>
    /// <returns>Whether the continuation follows the draft; <see langword="true"/> without a draft.</returns>
    public bool Advance(int id, string text, bool isInsideCharacter)
    {
        bool isNext = RemainingDraftTokens > 0 && _tokens[Count] == id;
        if (!isNext)
        {
            _tokens.RemoveRange(Count, RemainingDraftTokens);
            _tokens.Add(id);
            KnownPredictions = Count;
        }

        Count++;
        if (_draft is null)
        {
            return true;
        }

        if (!_draft.AsSpan(_followed).StartsWith(text))
        {
            return false;
        }

        _followed += text.Length;
        if (!isNext && !isInsideCharacter && _followed < _draft.Length)
        {
            // The continuation has the same text in other tokens: the rest of the draft is encoded again.
            _tokens.AddRange(_promptEncoder.EncodeContinuation(_draft[_followed..]));
        }

        return true;
    }
}
