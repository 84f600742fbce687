using System.Runtime.CompilerServices;
using System.Text.Json;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads a vocabulary in JSON: an object of tokens and their ids.</summary>
internal static class VocabularyJson
{
    /// <summary>Reads the vocabulary.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public static Vocabulary Read(JsonValue value)
    {
        if (!value.IsObject)
        {
            throw value.Wrong("must be an object of tokens and their ids");
        }

        const int UsualSize = 1 << 16;
        var vocabulary = new Vocabulary(UsualSize);
        var ids = new HashSet<int>(UsualSize);
        foreach (JsonProperty member in value.Element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out int id) || id < 0)
            {
                throw value[member.Name].Wrong("must be a whole number of at least 0");
            }

            if (!ids.Add(id) || !vocabulary.TryAdd(member.Name, id))
            {
                throw value[member.Name].Wrong("must have a name and an id that no other token has");
            }
        }

        return vocabulary;
    }

    /// <summary>Refuses a vocabulary that lacks a byte in the characters of <see cref="ByteAlphabet"/>.</summary>
    public static void CheckBytes(Vocabulary vocabulary, Func<string, ModelLoadException> refuse)
    {
        for (int i = 0; i < 256; i++)
        {
            bool occursInUtf8 = i is not (0xC0 or 0xC1 or >= 0xF5);
            if (occursInUtf8 && !vocabulary.TryFind([ByteAlphabet.Letter((byte)i)], out _))
            {
                throw refuse($"must be byte-level, but has no token for the byte 0x{i:X2}");
            }
        }
    }
}
