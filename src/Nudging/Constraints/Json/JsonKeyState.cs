using System.Text;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A place in the key of a member that the schema does not name. The key has no escapes and differs from all other keys.</summary>
internal sealed class JsonKeyState : TextConstraintState
{
    private readonly JsonObjectRule _whole;
    private readonly int _count;
    private readonly WrittenKeys? _written;
    private readonly JsonCharacter? _at;
    private readonly byte[] _bytes = [];
    private readonly string? _key;

    /// <summary>Initializes a new instance of the <see cref="JsonKeyState"/> class, before the key.</summary>
    /// <param name="whole">The rule of the object.</param>
    /// <param name="count">The number of members before.</param>
    /// <param name="written">The keys that the object has already.</param>
    public JsonKeyState(JsonObjectRule whole, int count, WrittenKeys? written)
    {
        _whole = whole;
        _count = count;
        _written = written;
    }

    private JsonKeyState(JsonKeyState before, JsonCharacter? at, byte[] bytes, string? key = null)
        : this(before._whole, before._count, before._written)
    {
        _at = at;
        _bytes = bytes;
        _key = key;
    }

    /// <inheritdoc/>
    public override bool CanEnd => _key is not null;

    /// <inheritdoc/>
    public override bool CanContinue => !CanEnd;

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value)
    {
        if (_at is not JsonCharacter at)
        {
            return !CanEnd && value == '"' ? new JsonKeyState(this, JsonCharacter.Whole, _bytes) : null;
        }

        if (at == JsonCharacter.Whole && value is (byte)'"' or (byte)'\\')
        {
            return value == '"' ? Closed() : null;
        }

        JsonCharacter next = JsonCharacters.Next(at, value);
        return next == JsonCharacter.None ? null : new JsonKeyState(this, next, [.. _bytes, value]);
    }

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion()
    {
        if (CanEnd)
        {
            return [];
        }

        // Each number is one suffix, so that a key that no other member has is found after as many tries as there are members.
        byte[] begun = _at is JsonCharacter at ? JsonCharacters.Completion(at).ToArray() : [(byte)'"'];
        for (int suffix = 0; ; suffix++)
        {
            List<byte> completion = [.. begun];
            for (int rest = suffix; rest > 0; rest = (rest - 1) / 26)
            {
                completion.Add((byte)('a' + ((rest - 1) % 26)));
            }

            completion.Add((byte)'"');
            if (Advance([.. completion]) is not null)
            {
                return [.. completion];
            }
        }
    }

    /// <inheritdoc/>
    internal override StackFrame? Continuation(StackFrame? next) => _whole.AfterKey(_count, new(_key!, _written), next);

    private JsonKeyState? Closed()
    {
        string key = Encoding.UTF8.GetString(_bytes);
        bool isTaken = _whole.IsNamed(key) || WrittenKeys.All(_written).Contains(key);
        return isTaken ? null : new JsonKeyState(this, null, _bytes, key);
    }
}
