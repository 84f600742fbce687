using System.Runtime.InteropServices;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>The tokens of a continuation so far, and behind them those of what a draft says will follow.</summary>
internal sealed class SpeculativeSequence
{
    private readonly ModelTokenizer _model;
    private readonly string? _draft;
    private readonly List<int> _tokens = [];

    // How much of the draft the continuation has gone on with.
    private int _followed;

    /// <param name="model">The model.</param>
    /// <param name="prompted">What the text follows.</param>
    /// <param name="text">The text to continue.</param>
    /// <param name="draft">What may follow; <see langword="null"/> for no draft.</param>
    public SpeculativeSequence(ModelTokenizer model, IncrementalPromptEncoder prompted, string text, string? draft)
    {
        _model = model;
        _draft = draft;
        prompted.Set(text);
        _tokens.AddRange(prompted.Tokens);
        Count = _tokens.Count;
        TextStart = prompted.PromptTokens;
        if (!string.IsNullOrEmpty(draft))
        {
            prompted.Set(text, draft);
            bool goesOn = prompted.Tokens.StartsWith(CollectionsMarshal.AsSpan(_tokens));
            _tokens.AddRange(goesOn ? prompted.Tokens[Count..] : model.Tokenizer.Encode(draft, isBeginning: false).Ids);
        }
    }

    /// <summary>Gets the tokens of the text and the continuation, and then those of the draft.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Gets how many tokens the text and the continuation have.</summary>
    public int Count { get; private set; }

    /// <summary>Gets where the tokens of the prompt end.</summary>
    public int TextStart { get; }

    /// <summary>Gets how many tokens of the draft follow.</summary>
    public int Ahead => _tokens.Count - Count;

    /// <summary>Gets or sets after how many of the tokens the model's choice has been read.</summary>
    public int Read { get; set; }

    /// <summary>Goes on by one token of the continuation.</summary>
    /// <param name="id">The token.</param>
    /// <param name="text">The text that it completes.</param>
    /// <param name="isInsideCharacter">Whether a character waits for its end.</param>
    /// <returns>Whether the draft goes on so; always, where there is none.</returns>
    public bool Advance(int id, string text, bool isInsideCharacter)
    {
        bool isNext = Ahead > 0 && _tokens[Count] == id;
        if (!isNext)
        {
            _tokens.RemoveRange(Count, Ahead);
            _tokens.Add(id);
            Read = Count;
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
            // The same text in other tokens.
            _tokens.AddRange(_model.Tokenizer.Encode(_draft[_followed..], isBeginning: false).Ids);
        }

        return true;
    }
}
