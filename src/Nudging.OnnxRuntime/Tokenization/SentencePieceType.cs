namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The types of pieces, numbered as in sentencepiece_model.proto.</summary>
internal enum SentencePieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
