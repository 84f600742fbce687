namespace Nudging.ChatTemplates;

/// <summary>The variables of one block. Variables of enclosing blocks can be read and shadowed.</summary>
/// <remarks>Each loop iteration creates a scope, usually with few variables, so a small scope is searched linearly.</remarks>
internal sealed class Scope(Scope? parent)
{
    private const int MaxSearched = 8;

    private (string Name, object? Value)[] _few = [];
    private int _count;
    private Dictionary<string, object?>? _many;

    private Scope? Parent { get; } = parent;

    public void Set(string name, object? value)
    {
        if (_many is not null)
        {
            _many[name] = value;
            return;
        }

        int index = IndexOf(name);
        if (index < 0 && _count == MaxSearched)
        {
            _many = _few.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
            _many.Add(name, value);
            return;
        }

        if (index < 0)
        {
            index = _count++;
            Array.Resize(ref _few, _few.Length == index ? (index == 0 ? 2 : MaxSearched) : _few.Length);
        }

        _few[index] = (name, value);
    }

    public bool TryGet(string name, out object? value)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._many is not null)
            {
                if (scope._many.TryGetValue(name, out value))
                {
                    return true;
                }
            }
            else if (scope.IndexOf(name) is >= 0 and int index)
            {
                value = scope._few[index].Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_few[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
