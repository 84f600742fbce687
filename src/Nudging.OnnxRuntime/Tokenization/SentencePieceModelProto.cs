using Google.Protobuf;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A SentencePiece model (<c>ModelProto</c> of sentencepiece_model.proto), with the fields that encoding needs.</summary>
internal sealed class SentencePieceModelProto
{
    /// <summary>The <see cref="ModelType"/> of byte-pair encoding.</summary>
    public const int BytePairEncoding = 2;

    private readonly List<SentencePieceToken> _pieces = [];

    private SentencePieceModelProto()
    {
    }

    /// <summary>Gets the pieces in the order of their ids.</summary>
    public IReadOnlyList<SentencePieceToken> Pieces => _pieces;

    /// <summary>Gets the algorithm (<c>model_type</c>).</summary>
    public int ModelType { get; private set; } = 1;

    /// <summary>Gets a value indicating whether a character without a piece becomes bytes (<c>byte_fallback</c>).</summary>
    public bool FallsBackToBytes { get; private set; }

    /// <summary>Gets a value indicating whether words end with the space mark (<c>treat_whitespace_as_suffix</c>).</summary>
    public bool TreatsSpaceAsSuffix { get; private set; }

    /// <summary>Gets the id of the BOS token; -1 for none (<c>bos_id</c>).</summary>
    public int BosId { get; private set; } = 1;

    /// <summary>Gets the text that the unknown token decodes to (<c>unk_surface</c>).</summary>
    public string UnknownText { get; private set; } = " \u2047 ";

    /// <summary>Gets a value indicating whether normalization maps characters (<c>precompiled_charsmap</c>).</summary>
    public bool HasCharacterMap { get; private set; }

    /// <summary>Gets a value indicating whether a space is put before a text (<c>add_dummy_prefix</c>).</summary>
    public bool AddsDummyPrefix { get; private set; } = true;

    /// <summary>Gets a value indicating whether repeated spaces are removed (<c>remove_extra_whitespaces</c>).</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <summary>Gets a value indicating whether spaces become space marks (<c>escape_whitespaces</c>).</summary>
    public bool MarksSpaces { get; private set; } = true;

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a protocol buffer, or are truncated.</exception>
    public static SentencePieceModelProto Parse(byte[] bytes)
    {
        var model = new SentencePieceModelProto();
        ForEachField(bytes, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    model.AddPiece(input.ReadBytes().ToByteArray());
                    return true;
                case 2:
                    model.ReadTrainer(input.ReadBytes().ToByteArray());
                    return true;
                case 3:
                    model.ReadNormalizer(input.ReadBytes().ToByteArray());
                    return true;
                default:
                    return false;
            }
        });
        return model;
    }

    private static void ForEachField(byte[] message, Func<int, CodedInputStream, bool> read)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and > 0)
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }

    private void AddPiece(byte[] message)
    {
        string text = string.Empty;
        float score = 0;
        int type = (int)SentencePieceType.Normal;
        ForEachField(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    text = input.ReadString();
                    return true;
                case 2:
                    score = input.ReadFloat();
                    return true;
                case 3:
                    type = input.ReadEnum();
                    return true;
                default:
                    return false;
            }
        });
        _pieces.Add(new(_pieces.Count, text, score, (SentencePieceType)type));
    }

    private void ReadTrainer(byte[] message) => ForEachField(message, (field, input) =>
    {
        switch (field)
        {
            case 3:
                ModelType = input.ReadEnum();
                return true;
            case 24:
                TreatsSpaceAsSuffix = input.ReadBool();
                return true;
            case 35:
                FallsBackToBytes = input.ReadBool();
                return true;
            case 41:
                BosId = input.ReadInt32();
                return true;
            case 44:
                UnknownText = input.ReadString();
                return true;
            default:
                return false;
        }
    });

    private void ReadNormalizer(byte[] message) => ForEachField(message, (field, input) =>
    {
        switch (field)
        {
            case 2:
                HasCharacterMap |= input.ReadBytes().Length > 0;
                return true;
            case 3:
                AddsDummyPrefix = input.ReadBool();
                return true;
            case 4:
                RemovesExtraSpaces = input.ReadBool();
                return true;
            case 5:
                MarksSpaces = input.ReadBool();
                return true;
            default:
                return false;
        }
    });
}
