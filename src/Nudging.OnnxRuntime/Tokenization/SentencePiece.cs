namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A piece of a SentencePiece model.</summary>
internal sealed record SentencePiece(int Id, string Text, float Score, SentencePieceKind Kind);
