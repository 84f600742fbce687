namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A token of a vocabulary.</summary>
/// <param name="Id">The token id.</param>
/// <param name="Name">The text as the files write it; byte-level vocabularies write bytes in the characters of <see cref="ByteAlphabet"/>.</param>
/// <param name="IsSpecial">Whether the token is special, so that decoding skips it.</param>
internal readonly record struct VocabularyEntry(int Id, string Name, bool IsSpecial = false);
