using System.Collections.Frozen;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A JSON object: its members in the order of the schema, and then others.</summary>
internal sealed class JsonObjectRule : Rule
{
    private static readonly StateRule Open = new(LiteralState.Of("{"));
    private static readonly StateRule Close = new(LiteralState.Of("}"));
    private static readonly Rule Comma = Sequence(new StateRule(LiteralState.Of(",")), JsonSpace.Gap);
    private static readonly Rule Colon = Sequence(new StateRule(LiteralState.Of(":")), JsonSpace.Space);

    private readonly IReadOnlyList<JsonMember> _members;
    private readonly Rule[] _keys;
    private readonly Rule _others;
    private readonly FrozenSet<string> _names;
    private readonly Members _start;

    /// <param name="members">The members that are named, in order.</param>
    /// <param name="others">What the values of others are.</param>
    public JsonObjectRule(IReadOnlyList<JsonMember> members, Rule others)
    {
        _members = members;
        _keys = [.. members.Select(member => Sequence(new StateRule(LiteralState.Of(JsonLiteral.OfString(member.Name))), Colon))];
        _others = others;
        _names = members.Select(member => member.Name).ToFrozenSet(StringComparer.Ordinal);
        _start = new(this, 0, true, null);
    }

    public override bool CanFinish => _members.All(member => !member.IsRequired || member.Value.CanFinish);

    public override void Enter(Frame? next, Threads threads) => Open.Enter(new(_start, next), threads);

    /// <summary>Whether a key is that of a member.</summary>
    public bool IsNamed(string key) => _names.Contains(key);

    /// <summary>What comes after the key of a member that is not named.</summary>
    public Frame AfterKey(WrittenKeys written, Frame? next) => new(Colon, new(_others, new(new Members(this, _members.Count, false, written), next)));

    /// <summary>The members from a named one on.</summary>
    private sealed class Members(JsonObjectRule whole, int from, bool isFirst, WrittenKeys? written) : Rule
    {
        public override void Enter(Frame? next, Threads threads)
        {
            int required = from;
            while (required < whole._members.Count && !whole._members[required].IsRequired)
            {
                required++;
            }

            if (required == whole._members.Count)
            {
                JsonSpace.Gap.Enter(new(Close, next), threads);
            }

            if (whole._others.CanFinish || whole._members.Skip(from).Any(member => member.Value.CanFinish))
            {
                (isFirst ? JsonSpace.Gap : Comma).Enter(new(new NextMember(whole, from, written), next), threads);
            }
        }
    }

    /// <summary>One of the members from a named one on, and those after it.</summary>
    private sealed class NextMember(JsonObjectRule whole, int from, WrittenKeys? written) : Rule
    {
        public override void Enter(Frame? next, Threads threads)
        {
            for (int i = from; i < whole._members.Count; i++)
            {
                JsonMember member = whole._members[i];
                if (member.Value.CanFinish)
                {
                    whole._keys[i].Enter(new(member.Value, new(new Members(whole, i + 1, false, written), next)), threads);
                }

                if (member.IsRequired)
                {
                    return;
                }
            }

            if (whole._others.CanFinish)
            {
                threads.Add(new JsonKeyState(whole, written), next);
            }
        }
    }
}

/// <summary>A member of a JSON object that its schema names.</summary>
internal sealed record JsonMember(string Name, Rule Value, bool IsRequired);

/// <summary>The keys that an object has besides the named ones, the last one first.</summary>
internal sealed record WrittenKeys(string Key, WrittenKeys? Before);
