using System.ComponentModel;
using System.Globalization;

namespace Nudging.OnnxRuntime;

/// <summary>Converts the text of a configuration file to an execution provider, by <see cref="OnnxExecutionProvider.Parse"/>.</summary>
internal sealed class OnnxExecutionProviderConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? OnnxExecutionProvider.Parse(text) : base.ConvertFrom(context, culture, value);
}
