namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A piece of a SentencePiece model (<c>ModelProto.SentencePiece</c>).</summary>
/// <param name="Id">The token id: the index among the pieces.</param>
/// <param name="Text">The piece, with spaces as <see cref="Normalizer.SpaceMark"/>.</param>
/// <param name="Score">The score; pairs that join to the piece of the highest score merge first.</param>
/// <param name="Type">The type.</param>
internal sealed record SentencePieceToken(int Id, string Text, float Score, SentencePieceType Type);
