namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A token of a vocabulary.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its text as the files write it; in byte-level vocabularies in the letters of <see cref="ByteAlphabet"/>.</param>
/// <param name="IsSpecial">Whether it stands for no text.</param>
internal readonly record struct NamedToken(int Id, string Name, bool IsSpecial = false);
