namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The tokens of a text.</summary>
/// <param name="Ids">The token ids.</param>
/// <param name="Ends">For each token the index in the text at which the token ends, in UTF-16 code units; -1 where the token ends inside a character or the index is not known.</param>
internal readonly record struct EncodedText(int[] Ids, int[] Ends);
