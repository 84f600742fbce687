namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A SentencePiece model that has been read: the file, all its pieces, and what encodes by them.</summary>
internal sealed record SentencePieceModelParts(SentencePieceFile File, PieceTable Pieces, BpeSpec Spec);
