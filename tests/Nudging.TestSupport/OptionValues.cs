using System.Reflection;
using Nudging.Constraints;

namespace Nudging.TestSupport;

/// <summary>Finds the options of a class by reflection, and a valid value for each that is not its default.</summary>
public static class OptionValues
{
    private static readonly object[] Candidates =
    [
        0.75f, 7, 9007199254740993L, true, false, "some text", TimeSpan.FromMinutes(7), new[] { "END", "STOP" }, TextConstraint.JsonObject,
    ];

    /// <summary>Lists the options of a class: its public properties with a setter.</summary>
    public static IEnumerable<PropertyInfo> Of(Type type) => type.GetProperties().Where(property => property.SetMethod is { IsPublic: true } setter && !IsInit(setter));

    /// <summary>Finds a value of an option that differs from the default.</summary>
    /// <param name="option">The option.</param>
    /// <param name="more">Values for types that this class does not know.</param>
    public static object Other(PropertyInfo option, params object[] more)
    {
        object instance = Activator.CreateInstance(option.ReflectedType!)!;
        Type type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        IEnumerable<object> values = type.IsEnum ? type.GetEnumValues().Cast<object>().Reverse() : more.Concat(Candidates);
        return values.FirstOrDefault(value => type.IsInstanceOfType(value) && !value.Equals(option.GetValue(instance)))
            ?? throw new InvalidOperationException($"No value is known for {option.ReflectedType!.Name}.{option.Name}; add one.");
    }

    /// <summary>Asserts that two values of an option are the same. A value whose class does not define equality is compared by its text.</summary>
    public static void AssertSame(PropertyInfo option, object? expected, object? actual)
    {
        bool same = expected is IEnumerable<string> texts ? texts.SequenceEqual((IEnumerable<string>)actual!)
            : Equals(expected, actual) || (expected?.GetType() == actual?.GetType() && expected?.GetType().IsClass == true && expected.ToString() == actual!.ToString());
        Assert.True(same, $"{option.Name} is {actual} instead of {expected}.");
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
