using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>What a model makes of text: its tokens, the ones it wants in front, and the ones that end it.</summary>
internal sealed class ModelTokenizer(LanguageModelInfo info, ITokenizer tokenizer, GenAIConfig config, VisibleSpecialTokens? visible = null)
{
    private readonly HashSet<int> _ends = [.. config.EosTokenIds];
    private readonly ConcurrentDictionary<string, ModelTokenizer> _variants = new();
    private TokenByteTable? _written;

    /// <summary>Gets the tokenizer.</summary>
    public ITokenizer Tokenizer => tokenizer;

    /// <summary>Gets the most tokens that the model can read.</summary>
    public int ContextLength => info.ContextLength;

    /// <summary>Whether a token ends the text.</summary>
    public bool IsEndOfSequence(int id) => _ends.Contains(id);

    /// <summary>What each token writes. Made when it is first asked for.</summary>
    /// <param name="vocabularySize">How many tokens the model can choose from.</param>
    public TokenByteTable Written(int vocabularySize) =>
        LazyInitializer.EnsureInitialized(ref _written, () => new(info.Name, BytesOf, _ends, vocabularySize));

    /// <summary>Starts decoding a continuation, token by token.</summary>
    public ITokenDecoder CreateDecoder() => visible?.CreateDecoder() ?? tokenizer.CreateDecoder();

    /// <summary>Gets the tokenizer for sessions in whose output some special tokens have text. Made once for each set of tokens.</summary>
    /// <param name="specialTokens">The texts of the tokens.</param>
    public ModelTokenizer WithVisible(IReadOnlyList<string> specialTokens)
    {
        VisibleSpecialTokens found = new(tokenizer, specialTokens);
        return found.Texts.Count == 0 ? this : _variants.GetOrAdd(string.Join(',', found.Texts.Keys.Order()), _ => new(info, tokenizer, config, found));
    }

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
    private ReadOnlyMemory<byte> BytesOf(int id) => visible is not null && visible.Texts.TryGetValue(id, out string? text) ? Encoding.UTF8.GetBytes(text) : tokenizer.BytesOf(id);
}
