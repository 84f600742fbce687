using System.ComponentModel;
using System.Globalization;

namespace Nudging.OnnxRuntime;

/// <summary>Lets configuration files name an execution provider as <see cref="OnnxExecutionProvider.Parse"/> reads it.</summary>
internal sealed class OnnxExecutionProviderConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? OnnxExecutionProvider.Parse(text) : base.ConvertFrom(context, culture, value);
}
