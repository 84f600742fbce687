namespace AgentWithTools;

/// <summary>The result of --evaluate; shares are between 0 and 1.</summary>
/// <param name="ToolAccuracy">The share of prompts with exactly one call, of the right function with the right arguments.</param>
/// <param name="AnswersWithResult">The share of prompts with the right call whose answer contains the result.</param>
/// <param name="Prompts">The number of prompts.</param>
internal sealed record Evaluation(double ToolAccuracy, double AnswersWithResult, int Prompts)
{
    /// <summary>Runs an agent on every prompt.</summary>
    public static async Task<Evaluation> OfAsync(ToolAgent agent, IReadOnlyList<ToolPrompt> prompts, CancellationToken cancellationToken)
    {
        List<ToolAnswer> called = [];
        foreach (ToolPrompt prompt in prompts)
        {
            ToolAnswer answer = await agent.AskAsync(prompt.Prompt, cancellationToken);
            if (prompt.IsCalledBy(answer))
            {
                called.Add(answer);
            }
        }

        int withResult = called.Count(answer => answer.Answer.Contains(answer.Calls[0].Result.ToString(), StringComparison.Ordinal));
        return new(called.Count / (double)prompts.Count, called.Count == 0 ? 0 : withResult / (double)called.Count, prompts.Count);
    }
}
