using Microsoft.Extensions.Options;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Finds required options that are missing. The setters have refused wrong values already.</summary>
[OptionsValidator]
internal sealed partial class NudgingServiceOptionsValidator : IValidateOptions<NudgingServiceOptions>;
