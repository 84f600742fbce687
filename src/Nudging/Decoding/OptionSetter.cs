using System.Reflection;

namespace Nudging.Decoding;

/// <summary>Sets an option of <see cref="NudgingOptions"/> by reflection.</summary>
internal static class OptionSetter
{
    /// <summary>Sets an option. Texts of any list type become an array.</summary>
    /// <param name="option">The property of <see cref="NudgingOptions"/>.</param>
    /// <param name="options">The options to change.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value is out of range or of another type. The exception of the property is not wrapped.</exception>
    public static void Set(PropertyInfo option, NudgingOptions options, object value) => option.SetValue(
        options, value is IEnumerable<string> texts ? texts.ToArray() : value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);
}
