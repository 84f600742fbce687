using Google.Protobuf;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What tokenizer.model holds in its SentencePiece form (sentencepiece_model.proto).</summary>
internal sealed class SentencePieceFile
{
    public const int BytePairEncoding = 2;

    private readonly List<SentencePiece> _pieces = [];

    private SentencePieceFile()
    {
    }

    public IReadOnlyList<SentencePiece> Pieces => _pieces;

    public int ModelType { get; private set; } = 1;

    public bool FallsBackToBytes { get; private set; }

    public bool MarksSpacesBehind { get; private set; }

    /// <summary>Gets the id of the begin token; -1 if there is none.</summary>
    public int BosId { get; private set; } = 1;

    /// <summary>Gets the text of the token for what is unknown.</summary>
    public string UnknownText { get; private set; } = " \u2047 ";

    public bool HasCharacterMap { get; private set; }

    public bool AddsDummyPrefix { get; private set; } = true;

    public bool RemovesExtraSpaces { get; private set; } = true;

    public bool MarksSpaces { get; private set; } = true;

    /// <exception cref="InvalidProtocolBufferException">The bytes are no such model, or cut off.</exception>
    public static SentencePieceFile Parse(byte[] bytes)
    {
        var file = new SentencePieceFile();
        ForEachField(bytes, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    file.AddPiece(input.ReadBytes().ToByteArray());
                    return true;
                case 2:
                    file.ReadTrainer(input.ReadBytes().ToByteArray());
                    return true;
                case 3:
                    file.ReadNormalizer(input.ReadBytes().ToByteArray());
                    return true;
                default:
                    return false;
            }
        });
        return file;
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
        int kind = (int)SentencePieceKind.Normal;
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
                    kind = input.ReadEnum();
                    return true;
                default:
                    return false;
            }
        });
        _pieces.Add(new(_pieces.Count, text, score, (SentencePieceKind)kind));
    }

    private void ReadTrainer(byte[] message) => ForEachField(message, (field, input) =>
    {
        switch (field)
        {
            case 3:
                ModelType = input.ReadEnum();
                return true;
            case 24:
                MarksSpacesBehind = input.ReadBool();
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
