using System.Globalization;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Sampling;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>The tokenizer of a model together with the tokens that begin and end a sequence (BOS and EOS).</summary>
internal sealed class ModelTokenizer(LanguageModelInfo info, ITokenizer tokenizer, ModelSettings settings, int vocabularySize)
{
    private readonly HashSet<int> _ends = [.. settings.EosTokenIds];
    private TokenByteTable? _tokenBytes;

    /// <summary>Gets the tokenizer.</summary>
    public ITokenizer Tokenizer => tokenizer;

    /// <summary>Gets the greatest number of tokens of a text.</summary>
    public int ContextLength => info.ContextLength;

    /// <summary>Tells whether a token ends a text.</summary>
    public bool IsEndOfSequence(int id) => _ends.Contains(id);

    /// <summary>Gets the ids of the control tokens that have a text in the output, so that the text stands for the token.</summary>
    public IReadOnlySet<int> WrittenControlTokens { get; } = tokenizer.ControlTokens.Where(token => !token.IsSpecial).Select(token => token.Id).ToHashSet();

    /// <summary>Gets the bytes that each token adds to a text; special tokens add none. Created on first use.</summary>
    public TokenByteTable TokenBytes => LazyInitializer.EnsureInitialized(ref _tokenBytes, () => new(info.Name, tokenizer.BytesOf, _ends, vocabularySize));

    /// <summary>Gets the tokens before a text: the BOS token of the tokenizer, unless the text begins with this token already.</summary>
    /// <param name="ids">The tokens of the text.</param>
    /// <param name="hasPrompt">
    /// Whether there is a prompt. An empty prompt is replaced by the BOS token of the model, or by its first EOS token,
    /// since a model cannot predict from no token.
    /// </param>
    public IReadOnlyList<int> Prefix(ReadOnlySpan<int> ids, bool hasPrompt)
    {
        IReadOnlyList<int> prefix = tokenizer.Prefix;
        if (!hasPrompt && prefix.Count == 0)
        {
            prefix = [settings.BosTokenId ?? settings.EosTokenIds.Select(id => (int?)id).FirstOrDefault() ?? throw new InvalidOperationException(
                $"The model '{info.Name}' has neither a BOS nor an EOS token (bos_token_id, eos_token_id) and cannot continue an empty prompt.")];
        }

        bool isPresent = prefix.Count <= ids.Length;
        for (int i = 0; isPresent && i < prefix.Count; i++)
        {
            isPresent = ids[i] == prefix[i];
        }

        return isPresent ? [] : prefix;
    }

    /// <summary>Refuses a text that exceeds the model's context length.</summary>
    /// <param name="tokens">The number of tokens of the text.</param>
    public void CheckLength(int tokens)
    {
        if (tokens > info.ContextLength)
        {
            throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture, $"The text has {tokens} tokens; the context of the model '{info.Name}' has {info.ContextLength}."));
        }
    }
}
