using System.Collections.Frozen;
using System.Text.Json.Nodes;
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
    private readonly IReadOnlyList<JsonKeyGroup> _groups;
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly FrozenSet<string> _names;
    private readonly Members _start;

    // By position, the number of required members from there on.
    private readonly int[] _required;

    /// <summary>Initializes a new instance of the <see cref="JsonObjectRule"/> class.</summary>
    /// <param name="members">The named members, in order.</param>
    /// <param name="others">The rule of the values of other members with any key.</param>
    /// <param name="groups">The other members whose keys match patterns.</param>
    /// <param name="minimum">The minimum number of members.</param>
    /// <param name="maximum">The maximum number of members.</param>
    public JsonObjectRule(IReadOnlyList<JsonMember> members, Rule others, IReadOnlyList<JsonKeyGroup> groups, int minimum, int maximum)
    {
        _members = members;
        _keys = [.. members.Select(member => Sequence(new StateRule(LiteralState.Of(JsonLiteral.OfString(member.Name))), Colon))];
        _others = others;
        _groups = groups;
        _minimum = minimum;
        _maximum = maximum;
        _names = members.Select(member => member.Name).ToFrozenSet(StringComparer.Ordinal);
        _start = new(this, 0, 0, null);
        _required = new int[members.Count + 1];
        for (int i = members.Count - 1; i >= 0; i--)
        {
            _required[i] = _required[i + 1] + (members[i].IsRequired ? 1 : 0);
        }
    }

    public override bool CanFinish => _members.All(member => !member.IsRequired || member.Value.CanFinish) && CanEndFrom(0, 0);

    public override ShortestText? Shortest => Open.Shortest + _start.Shortest;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => Open.Enter(new(_start, next), configurations);

    /// <summary>Tells whether a key is the key of a named member.</summary>
    public bool IsNamed(string key) => _names.Contains(key);

    /// <summary>Gets the stack after the key of a member that is not named.</summary>
    /// <param name="count">The number of members before that member.</param>
    /// <param name="written">The keys that are not named, with the key of that member.</param>
    /// <param name="next">The stack after the object.</param>
    public StackFrame AfterKey(int count, WrittenKeys written, StackFrame? next) =>
        AfterKey(_others, count, written, next);

    private StackFrame AfterKey(Rule value, int count, WrittenKeys written, StackFrame? next) =>
        new(Colon, new(value, new(new Members(this, _members.Count, count + 1, written), next)));

    // Whether the limits of the number of members can be met with the members from a position on.
    private bool CanEndFrom(int from, int count) =>
        count + _required[from] <= _maximum
        && (count >= _minimum || _others.CanFinish || _groups.Any(group => group.Value.CanFinish && group.IsInfinite) || count + _members.Skip(from).Count(member => member.Value.CanFinish) >= _minimum)
        && _minimum <= _maximum;

    // The positions of the named members of which one can come next; the number of members for a member that is not named.
    private IEnumerable<int> Choices(int from, int count, WrittenKeys? written)
    {
        for (int i = from; i < _members.Count; i++)
        {
            if (_members[i].Value.CanFinish && CanEndFrom(i + 1, count + 1))
            {
                yield return i;
            }

            if (_members[i].IsRequired)
            {
                yield break;
            }
        }

        if (count < _maximum && (_others.CanFinish || KeysOfGroups(written).Any()))
        {
            yield return _members.Count;
        }
    }

    private IEnumerable<(JsonKeyGroup Group, TextConstraintState Start)> KeysOfGroups(WrittenKeys? written)
    {
        foreach (JsonKeyGroup group in _groups)
        {
            if (group.Value.CanFinish && group.Start(_names.Concat(WrittenKeys.All(written))) is TextConstraintState start)
            {
                yield return (group, start);
            }
        }
    }

    // The shortest text of the members from a position on, and of the closing bracket: of the required members, and of as many
    // others as the minimum number needs.
    private ShortestText? ShortestFrom(int from, int count, WrittenKeys? written)
    {
        int missing = _minimum - count - _required[from];
        Queue<int> optional = new(missing <= 0 ? [] : Enumerable.Range(from, _members.Count - from)
            .Where(i => !_members[i].IsRequired && ShortestMember(i) is not null).OrderBy(i => ShortestMember(i)!.Length));
        HashSet<int> named = [];
        List<ShortestText> unnamed = [];
        for (; missing > 0; missing--)
        {
            (ShortestText Text, WrittenKeys Written)? other = ShortestOther(count, written);
            if (optional.TryPeek(out int member) && (other is null || ShortestMember(member)!.Length <= other.Value.Text.Length))
            {
                named.Add(optional.Dequeue());
            }
            else if (other is not null)
            {
                unnamed.Add(other.Value.Text);
                written = other.Value.Written;
            }
            else
            {
                return null;
            }
        }

        ShortestText? shortest = ShortestText.Empty;
        bool isFirst = count == 0;
        IEnumerable<ShortestText?> members = Enumerable.Range(from, _members.Count - from).Where(i => _members[i].IsRequired || named.Contains(i)).Select(ShortestMember);
        foreach (ShortestText? member in members.Concat(unnamed))
        {
            shortest += (isFirst ? ShortestText.Empty : Comma.Shortest) + member;
            isFirst = false;
        }

        return shortest + Close.Shortest;
    }

    private ShortestText? ShortestMember(int index) => _keys[index].Shortest + _members[index].Value.Shortest;

    // The shortest text of a member that is not named, and the keys with the key of that member.
    private (ShortestText Text, WrittenKeys Written)? ShortestOther(int count, WrittenKeys? written)
    {
        (ShortestText Text, WrittenKeys Written)? shortest = null;
        IEnumerable<(Rule Value, TextConstraintState Key)> ways = KeysOfGroups(written).Select(way => (way.Group.Value, (TextConstraintState)new JsonPatternKeyState(way.Start, (_, after) => after)));
        foreach ((Rule value, TextConstraintState start) in _others.CanFinish ? ways.Prepend((_others, new JsonKeyState(this, count, written))) : ways)
        {
            if (start.FindShortestCompletion() is byte[] key && ShortestText.Of(key) + Colon.Shortest + value.Shortest is ShortestText text
                && (shortest is null || text.Length < shortest.Value.Text.Length))
            {
                shortest = (text, new(JsonNode.Parse(key)!.GetValue<string>(), written));
            }
        }

        return shortest;
    }

    /// <summary>The members from a position on.</summary>
    private sealed class Members(JsonObjectRule whole, int from, int count, WrittenKeys? written) : Rule
    {
        public override ShortestText? Shortest => whole.ShortestFrom(from, count, written);

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            if (whole._required[from] == 0 && count >= whole._minimum)
            {
                JsonWhitespace.Gap.Enter(new(Close, next), configurations);
            }

            if (whole.Choices(from, count, written).Any())
            {
                (count == 0 ? JsonWhitespace.Gap : Comma).Enter(new(new NextMember(whole, from, count, written), next), configurations);
            }
        }
    }

    /// <summary>One of the members from a position on, and the members after that member.</summary>
    private sealed class NextMember(JsonObjectRule whole, int from, int count, WrittenKeys? written) : Rule
    {
        public override ShortestText? Shortest
        {
            get
            {
                ShortestText? shortest = null;
                foreach (int i in whole.Choices(from, count, written))
                {
                    if (i < whole._members.Count)
                    {
                        shortest = ShortestText.Shorter(shortest, whole.ShortestMember(i) + whole.ShortestFrom(i + 1, count + 1, written));
                    }
                    else if (whole.ShortestOther(count, written) is (ShortestText text, WrittenKeys keys))
                    {
                        shortest = ShortestText.Shorter(shortest, text + whole.ShortestFrom(i, count + 1, keys));
                    }
                }

                return shortest;
            }
        }

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            foreach (int i in whole.Choices(from, count, written))
            {
                if (i < whole._members.Count)
                {
                    whole._keys[i].Enter(new(whole._members[i].Value, new(new Members(whole, i + 1, count + 1, written), next)), configurations);
                }
                else
                {
                    AddOthers(next, configurations);
                }
            }
        }

        private void AddOthers(StackFrame? next, GrammarConfigurationSet configurations)
        {
            if (whole._others.CanFinish)
            {
                configurations.Add(new JsonKeyState(whole, count, written), next);
            }

            foreach ((JsonKeyGroup group, TextConstraintState start) in whole.KeysOfGroups(written))
            {
                configurations.Add(new JsonPatternKeyState(start, (key, after) => whole.AfterKey(group.Value, count, new(key, written), after)), next);
            }
        }
    }
}

/// <summary>A member of a JSON object that its schema names.</summary>
internal sealed record JsonMember(string Name, Rule Value, bool IsRequired);

/// <summary>The keys of an object that the schema does not name, the last key first.</summary>
internal sealed record WrittenKeys(string Key, WrittenKeys? Before)
{
    /// <summary>Lists the keys.</summary>
    public static IEnumerable<string> All(WrittenKeys? last)
    {
        for (WrittenKeys? written = last; written is not null; written = written.Before)
        {
            yield return written.Key;
        }
    }
}
