using System.Numerics;
using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Syntax;

namespace Nudging.ChatTemplates.Values;

/// <summary>The variable <c>loop</c>. Reads one item ahead only where the template asks for the next item.</summary>
internal sealed class LoopValue(IEnumerable<object?> items, object? source, int depth, (ForStatement Loop, Scope Scope)? recursion) : Callable, IDisposable
{
    private IEnumerator<object?> _items = items.GetEnumerator();
    private int _index = -1;
    private int? _length;
    private bool _hasNext;
    private object? _next;
    private bool _hasPrevious;
    private object? _previous;
    private object?[]? _lastChanged;

    public override string Name => "loop";

    public object? Current { get; private set; }

    public bool MoveNext()
    {
        object? current = Current;
        if (!Peek())
        {
            return false;
        }

        _hasPrevious = _index >= 0;
        _previous = current;
        Current = _next;
        _hasNext = false;
        _index++;
        return true;
    }

    public void Dispose() => _items.Dispose();

    /// <summary>Gets an attribute of the loop.</summary>
    public object? Attribute(string name) => name switch
    {
        "index" => Integer(_index + 1),
        "index0" => Integer(_index),
        "revindex" => Integer(Length() - _index),
        "revindex0" => Integer(Length() - _index - 1),
        "first" => _index == 0,
        "last" => !Peek(),
        "length" => Integer(Length()),
        "depth" => Integer(depth + 1),
        "depth0" => Integer(depth),
        "previtem" => _hasPrevious ? _previous : new Undefined("there is no previous item"),
        "nextitem" => Peek() ? _next : new Undefined("there is no next item"),
        "cycle" => new BuiltInFunction("cycle", (_, arguments) => arguments.Positional.Count > 0
            ? arguments.Positional[_index % arguments.Positional.Count]
            : throw new TemplateRuntimeException("loop.cycle() needs at least one value.")),
        "changed" => new BuiltInFunction("changed", HasChanged),
        _ => new Undefined($"'loop' has no attribute '{name}'"),
    };

    public override object? Invoke(RenderContext context, Arguments arguments) => recursion is ({ } loop, { } scope)
        ? loop.RenderInner(context, scope, arguments.Bind("loop", 1, "iterable")[0], depth + 1)
        : throw new TemplateRuntimeException("Only a loop with 'recursive' can be called.");

    public string Describe() => $"<LoopContext {_index + 1}/{Length()}>";

    private static BigInteger Integer(int value) => value;

    private object? HasChanged(RenderContext context, Arguments arguments)
    {
        object?[] values = [.. arguments.Positional];
        bool isSame = _lastChanged is not null && Comparison.AreEqual(context, new TupleValue(_lastChanged), new TupleValue(values));
        _lastChanged = values;
        return !isSame;
    }

    private bool Peek()
    {
        if (!_hasNext && _items.MoveNext())
        {
            _hasNext = true;
            _next = _items.Current;
        }

        return _hasNext;
    }

    // A generator can be read once only: the rest is read and kept.
    private int Length()
    {
        if (_length is null && Sequences.TryLength(source, out int length))
        {
            _length = length;
        }
        else if (_length is null)
        {
            List<object?> rest = [];
            while (_items.MoveNext())
            {
                rest.Add(_items.Current);
            }

            _length = _index + 1 + (_hasNext ? 1 : 0) + rest.Count;
            _items = rest.GetEnumerator();
        }

        return _length.Value;
    }
}
