using System.Globalization;
using System.Text;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Sampling;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>What a model makes of text: its tokens, the ones it wants in front, and the ones that end it.</summary>
internal sealed class ModelTokenizer(LanguageModelInfo info, ITokenizer tokenizer, GenAIConfig config, int vocabularySize)
{
    private readonly HashSet<int> _ends = [.. config.EosTokenIds];
    private readonly Dictionary<int, string> _callMarkers = CallMarkers.In(tokenizer);
    private TokenByteTable? _tokenBytes;

    /// <summary>Gets the tokenizer.</summary>
    public ITokenizer Tokenizer => tokenizer;

    /// <summary>Gets the most tokens that the model can read.</summary>
    public int ContextLength => info.ContextLength;

    /// <summary>Whether a token ends the text.</summary>
    public bool IsEndOfSequence(int id) => _ends.Contains(id);

    /// <summary>Gets the bytes that each token adds to a text. Made on first use.</summary>
    public TokenByteTable TokenBytes => LazyInitializer.EnsureInitialized(ref _tokenBytes, () => new(info.Name, BytesOf, _ends, vocabularySize));

    /// <summary>Starts decoding a continuation, token by token. Of the special tokens those that mark function calls have text.</summary>
    public ITokenDecoder CreateDecoder() => _callMarkers.Count == 0
        ? tokenizer.CreateDecoder()
        : new CallMarkers(tokenizer.CreateDecoder(), _callMarkers);

    /// <summary>The tokens to put in front of a text: the begin token that the tokenizer wants, unless the text brings it along.</summary>
    /// <param name="ids">The tokens of the text.</param>
    /// <param name="hasPrompt">
    /// Whether there is a prompt. Where there is none, the model's begin token stands in for it, or its first end token,
    /// since a model must have read something.
    /// </param>
    public IReadOnlyList<int> Prefix(ReadOnlySpan<int> ids, bool hasPrompt)
    {
        IReadOnlyList<int> prefix = tokenizer.Prefix;
        if (!hasPrompt && prefix.Count == 0)
        {
            prefix = [config.BosTokenId ?? config.EosTokenIds.Select(id => (int?)id).FirstOrDefault() ?? throw new InvalidOperationException(
                $"The model '{info.Name}' names neither a begin nor an end token, so it cannot continue an empty prompt.")];
        }

        bool isThere = prefix.Count <= ids.Length;
        for (int i = 0; isThere && i < prefix.Count; i++)
        {
            isThere = ids[i] == prefix[i];
        }

        return isThere ? [] : prefix;
    }

    /// <summary>Refuses a text that does not fit the model's context.</summary>
    /// <param name="tokens">How many tokens it has.</param>
    public void CheckLength(int tokens)
    {
        if (tokens > info.ContextLength)
        {
            throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture, $"The text has {tokens} tokens; the model '{info.Name}' can read {info.ContextLength}."));
        }
    }

    // What a token writes is what the decoder makes of it.
    private ReadOnlyMemory<byte> BytesOf(int id) => _callMarkers.TryGetValue(id, out string? marker) ? Encoding.UTF8.GetBytes(marker) : tokenizer.BytesOf(id);
}
