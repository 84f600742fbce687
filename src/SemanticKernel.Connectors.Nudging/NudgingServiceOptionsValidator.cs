using Microsoft.Extensions.Options;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Says what is missing in settings that come from a configuration; wrong values were refused when they were set.</summary>
[OptionsValidator]
internal sealed partial class NudgingServiceOptionsValidator : IValidateOptions<NudgingServiceOptions>;
