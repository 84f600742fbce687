using System.Collections.Frozen;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A JSON object: the named members in the order of the schema, then other members.</summary>
internal sealed class JsonObjectRule : Rule
{
    private static readonly StateRule Open = new(LiteralState.Of("{"));
    private static readonly StateRule Close = new(LiteralState.Of("}"));
    private static readonly Rule Comma = Sequence(new StateRule(LiteralState.Of(",")), JsonWhitespace.Gap);
    private static readonly Rule Colon = Sequence(new StateRule(LiteralState.Of(":")), JsonWhitespace.Space);

    private readonly IReadOnlyList<JsonMember> _members;
    private readonly Rule[] _keys;
    private readonly Rule _others;
    private readonly FrozenSet<string> _names;
    private readonly Members _start;

    /// <summary>Initializes a new instance of the <see cref="JsonObjectRule"/> class.</summary>
    /// <param name="members">The named members, in order.</param>
    /// <param name="others">The rule of the values of other members.</param>
    public JsonObjectRule(IReadOnlyList<JsonMember> members, Rule others)
    {
        _members = members;
        _keys = [.. members.Select(member => Sequence(new StateRule(LiteralState.Of(JsonLiteral.OfString(member.Name))), Colon))];
        _others = others;
        _names = members.Select(member => member.Name).ToFrozenSet(StringComparer.Ordinal);
        _start = new(this, 0, true, null);
    }

    public override bool CanFinish => _members.All(member => !member.IsRequired || member.Value.CanFinish);

    public override ShortestText? Shortest => Open.Shortest + _start.Shortest;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => Open.Enter(new(_start, next), configurations);

    /// <summary>Tells whether a key is the key of a named member.</summary>
    public bool IsNamed(string key) => _names.Contains(key);

    /// <summary>Gets the stack after the key of a member that is not named.</summary>
    public StackFrame AfterKey(WrittenKeys written, StackFrame? next) => new(Colon, new(_others, new(new Members(this, _members.Count, false, written), next)));

    // The shortest text of the required members from a position on, and of the closing bracket.
    private ShortestText? ShortestFrom(int from, bool isFirst)
    {
        ShortestText? shortest = ShortestText.Empty;
        for (int i = from; i < _members.Count; i++)
        {
            if (_members[i].IsRequired)
            {
                shortest += (isFirst ? ShortestText.Empty : Comma.Shortest) + _keys[i].Shortest + _members[i].Value.Shortest;
                isFirst = false;
            }
        }

        return shortest + Close.Shortest;
    }

    /// <summary>The members from a position on.</summary>
    private sealed class Members(JsonObjectRule whole, int from, bool isFirst, WrittenKeys? written) : Rule
    {
        public override ShortestText? Shortest => whole.ShortestFrom(from, isFirst);

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            int required = from;
            while (required < whole._members.Count && !whole._members[required].IsRequired)
            {
                required++;
            }

            if (required == whole._members.Count)
            {
                JsonWhitespace.Gap.Enter(new(Close, next), configurations);
            }

            if (whole._others.CanFinish || whole._members.Skip(from).Any(member => member.Value.CanFinish))
            {
                (isFirst ? JsonWhitespace.Gap : Comma).Enter(new(new NextMember(whole, from, written), next), configurations);
            }
        }
    }

    /// <summary>One of the members from a position on, and the members after that member.</summary>
    private sealed class NextMember(JsonObjectRule whole, int from, WrittenKeys? written) : Rule
    {
        public override ShortestText? Shortest
        {
            get
            {
                ShortestText? shortest = null;
                for (int i = from; i < whole._members.Count; i++)
                {
                    JsonMember member = whole._members[i];
                    if (member.Value.CanFinish)
                    {
                        shortest = ShortestText.Shorter(shortest, whole._keys[i].Shortest + member.Value.Shortest + whole.ShortestFrom(i + 1, false));
                    }

                    if (member.IsRequired)
                    {
                        return shortest;
                    }
                }

                if (whole._others.CanFinish && new JsonKeyState(whole, written).FindShortestCompletion() is byte[] key)
                {
                    shortest = ShortestText.Shorter(
                        shortest, ShortestText.Of(key) + Colon.Shortest + whole._others.Shortest + whole.ShortestFrom(whole._members.Count, false));
                }

                return shortest;
            }
        }

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            for (int i = from; i < whole._members.Count; i++)
            {
                JsonMember member = whole._members[i];
                if (member.Value.CanFinish)
                {
                    whole._keys[i].Enter(new(member.Value, new(new Members(whole, i + 1, false, written), next)), configurations);
                }

                if (member.IsRequired)
                {
                    return;
                }
            }

            if (whole._others.CanFinish)
            {
                configurations.Add(new JsonKeyState(whole, written), next);
            }
        }
    }
}

/// <summary>A member of a JSON object that its schema names.</summary>
internal sealed record JsonMember(string Name, Rule Value, bool IsRequired);

/// <summary>The keys of an object that the schema does not name, the last key first.</summary>
internal sealed record WrittenKeys(string Key, WrittenKeys? Before);
