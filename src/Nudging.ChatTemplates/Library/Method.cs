namespace Nudging.ChatTemplates.Library;

/// <summary>A method of a value.</summary>
internal delegate object? Method(RenderContext context, object self, Arguments arguments);
