namespace Nudging.ChatTemplates.Syntax;

/// <summary>How the rendering goes on after a statement.</summary>
internal enum Flow
{
    /// <summary>The next statement follows.</summary>
    Next,

    /// <summary>The loop ends.</summary>
    Break,

    /// <summary>The next iteration of the loop follows.</summary>
    Continue,
}
