namespace Nudging.ChatTemplates.Library;

/// <summary>A filter, as in <c>a|name(b)</c>.</summary>
internal delegate object? Filter(RenderContext context, object? value, Arguments arguments);
