namespace Nudging.ChatTemplates.Library;

/// <summary>A test, as in <c>a is name(b)</c>.</summary>
internal delegate bool Test(RenderContext context, object? value, Arguments arguments);
