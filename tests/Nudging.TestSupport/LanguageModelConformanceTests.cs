using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.TestSupport;

/// <summary>The contract of an engine. Derive a test class from this class for each engine.</summary>
/// <remarks>
/// A test is skipped where the test needs one of the <see cref="LanguageModelCapabilities"/> and the model lacks the capability. The model
/// must write text that its tokenizer splits into the same tokens again, such as one token per character; otherwise a
/// continuation of k tokens and k continuations of one token may rightly differ.
/// </remarks>
public abstract class LanguageModelConformanceTests
{
    private const int Length = 24;

    protected virtual string Prompt => "Once upon a time, ";

    protected virtual IReadOnlyList<string> Texts => ["", "the", "there was ", "a 12 b  c\n\nd"];

    /// <summary>Gets the maximum difference between probabilities of the same token in different passes.</summary>
    protected virtual float Tolerance => 1e-3f;

    /// <summary>Gets a value indicating whether the engine reports computed and cached tokens.</summary>
    protected virtual bool CountsComputedTokens => true;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_continuation_equals_the_continuations_of_one_token_each()
    {
        await using ILanguageModel model = CreateModel();
        foreach (string text in Texts)
        {
            Continuation whole = await ContinueAsync(model, text, new() { MaxTokens = Length });
            await using ILanguageModelSession session = model.CreateSession(Prompt);
            string grown = text;
            foreach (ContinuationToken token in whole.Tokens)
            {
                Continuation one = await session.ContinueAsync(grown, new() { MaxTokens = 1 }, Cancel);
                Assert.Equal(ContinuationFinishReason.MaxTokens, one.FinishReason);
                Assert.Equal(token.Text, one.Text);
                Assert.Equal(token.Probability, one.Tokens[0].Probability, Tolerance);
                grown += one.Text;
            }

            Assert.Equal(text + whole.Text, grown);
        }
    }

    [Fact]
    public async Task A_continuation_has_MaxTokens_tokens_or_another_finish_reason()
    {
        await using ILanguageModel model = CreateModel();
        foreach (int maxTokens in (int[])[1, 2, 7, Length])
        {
            Continuation result = await ContinueAsync(model, "x", new() { MaxTokens = maxTokens });
            Assert.Equal(result.FinishReason == ContinuationFinishReason.MaxTokens, result.Tokens.Count == maxTokens);
            Assert.All(result.Tokens, token => Assert.InRange(token.Probability, float.Epsilon, 1.0001f));
        }
    }

    [Fact]
    public async Task MaxTokens_of_0_is_refused()
    {
        await using ILanguageModel model = CreateModel();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ContinueAsync(model, "x", new() { MaxTokens = 0 }));
    }

    [Fact]
    public async Task MinTopProbability_ends_the_continuation_before_the_first_token_below_it()
    {
        await using ILanguageModel model = CreateModel();
        foreach (string text in Texts)
        {
            Continuation free = await ContinueAsync(model, text, new() { MaxTokens = Length });
            foreach (float floor in (float[])[0.1f, 0.3f, 0.5f, 0.9f, 2f])
            {
                foreach (bool exempt in (bool[])[false, true])
                {
                    Continuation result = await ContinueAsync(model, text, new() { MaxTokens = Length, MinTopProbability = floor, AlwaysAcceptFirst = exempt });
                    int expected = free.Tokens.Skip(exempt ? 1 : 0).TakeWhile(token => token.Probability >= floor).Count() + (exempt ? Math.Min(1, free.Tokens.Count) : 0);
                    AssertSame(free.Tokens.Take(expected), result.Tokens);
                    if (expected < free.Tokens.Count)
                    {
                        Assert.Equal(ContinuationFinishReason.BelowMinTopProbability, result.FinishReason);
                        Assert.Equal(free.Tokens[expected].Probability, result.FinishProbability, Tolerance);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_stop_string_and_the_text_after_it_are_cut_off_within_tokens_too()
    {
        await using ILanguageModel model = CreateModel();
        string text = (await ContinueAsync(model, "x", new() { MaxTokens = Length })).Text;
        Assert.NotEmpty(text);
        for (int length = 1; length <= 4; length++)
        {
            for (int start = 0; start + length <= text.Length; start++)
            {
                string stop = text.Substring(start, length);
                Continuation result = await ContinueAsync(model, "x", new() { MaxTokens = Length, StopSequences = ["never comes up", stop] });
                Assert.Equal(ContinuationFinishReason.StopSequence, result.FinishReason);
                Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], result.Text);
            }
        }
    }

    [Fact]
    public async Task The_choices_of_a_score_equal_those_of_a_continuation_from_each_position()
    {
        await using ILanguageModel model = CreateModel();
        foreach (string text in Texts)
        {
            string own = (await ContinueAsync(model, text, new() { MaxTokens = Length })).Text;
            foreach (string draft in (string[])["", "e", own, own + " and 34 more", "'t  is\n\n\n no such thing "])
            {
                await using ILanguageModelSession session = model.CreateSession(Prompt);
                IReadOnlyList<ScoredPosition> positions = await session.ScoreAsync(text, draft, Cancel);
                Assert.Equal(draft.Length, positions[^1].Offset);
                Assert.True(!model.Info.Capabilities.ScoresDraftInOnePass || positions.Count > draft.Length / 3, $"Only {positions.Count} positions of '{draft}' are scored.");
                Assert.Equal(positions.Select(position => position.Offset).Distinct().Order(), positions.Select(position => position.Offset));
                foreach (ScoredPosition position in positions)
                {
                    Continuation one = await ContinueAsync(model, text + draft[..position.Offset], new() { MaxTokens = 1 });
                    Assert.Equal(one.FinishReason == ContinuationFinishReason.EndOfSequence, position.IsEndOfSequence);
                    Assert.Equal(one.Text, position.Choice);
                    Assert.Equal(one.Tokens.Count > 0 ? one.Tokens[0].Probability : one.FinishProbability, position.Probability, Tolerance);
                }
            }
        }
    }

    [Fact]
    public async Task A_draft_changes_no_token_and_ends_the_continuation_after_the_first_token_that_differs()
    {
        await using ILanguageModel model = CreateModel();
        Assert.SkipUnless(model.Info.Capabilities.ScoresDraftInOnePass, "The engine lacks the capability.");
        foreach (string text in Texts)
        {
            Continuation free = await ContinueAsync(model, text, new() { MaxTokens = Length });
            string own = free.Text;
            string[] drafts = ["", "e", own, own + " and 34 more", own[..(own.Length / 2)], own[..(own.Length / 3)] + "~ no such thing "];
            foreach (string draft in drafts)
            {
                foreach (int maxTokens in (int[])[1, 5, Length])
                {
                    Continuation withDraft = await ContinueAsync(model, text, new() { MaxTokens = maxTokens, Draft = draft });
                    int expected = 0;
                    for (string rest = draft; expected < Math.Min(maxTokens, free.Tokens.Count); rest = rest[free.Tokens[expected - 1].Text.Length..])
                    {
                        expected++;
                        if (!rest.StartsWith(free.Tokens[expected - 1].Text, StringComparison.Ordinal))
                        {
                            Assert.Equal(expected == maxTokens ? ContinuationFinishReason.MaxTokens : ContinuationFinishReason.DivergedFromDraft, withDraft.FinishReason);
                            break;
                        }
                    }

                    AssertSame(free.Tokens.Take(expected), withDraft.Tokens);
                }
            }
        }
    }

    [Fact]
    public async Task Sampled_tokens_depend_on_seed_and_position_and_not_on_the_kind_of_call()
    {
        await using ILanguageModel model = CreateModel();
        Assert.SkipUnless(model.Info.Capabilities.PositionKeyedSampling, "The engine lacks the capability.");
        var sampling = new SamplingOptions { Temperature = 1.5f, Seed = 5 };
        Continuation whole = await DrawAsync(sampling, "", new() { MaxTokens = Length });
        AssertSame(whole.Tokens, (await DrawAsync(sampling, "", new() { MaxTokens = Length })).Tokens);
        AssertSame(whole.Tokens, (await DrawAsync(sampling, "", new() { MaxTokens = Length, Draft = whole.Text })).Tokens);
        Assert.NotEqual(whole.Text, (await DrawAsync(new() { Temperature = 1.5f, Seed = 6 }, "", new() { MaxTokens = Length })).Text);
        Assert.NotEqual(whole.Text, (await ContinueAsync(model, "", new() { MaxTokens = Length })).Text);

        await using ILanguageModelSession session = model.CreateSession(Prompt, new() { Sampling = sampling });
        IReadOnlyList<ScoredPosition> positions = await session.ScoreAsync("", whole.Text, Cancel);
        string text = "";
        foreach (ContinuationToken token in whole.Tokens)
        {
            Continuation one = await session.ContinueAsync(text, new() { MaxTokens = 1 }, Cancel);
            Assert.Equal(token.Text, one.Text);
            Assert.All(positions.Where(position => position.Offset == text.Length), position => Assert.Equal(token.Text, position.Choice));
            text += token.Text;
        }

        Assert.True(positions.Count > whole.Tokens.Count / 2);

        async Task<Continuation> DrawAsync(SamplingOptions how, string after, ContinuationOptions options)
        {
            await using ILanguageModelSession drawing = model.CreateSession(Prompt, new() { Sampling = how });
            return await drawing.ContinueAsync(after, options, Cancel);
        }
    }

    [Fact]
    public async Task A_session_keeps_its_sampling_options_and_draws_do_not_depend_on_an_earlier_session()
    {
        await using ILanguageModel model = CreateModel();
        Assert.SkipUnless(model.Info.Capabilities.PositionKeyedSampling, "The engine lacks the capability.");
        await using ILanguageModel fresh = CreateModel();
        var sampling = new SamplingOptions { Temperature = 1.5f, Seed = 5 };
        string first = await DrawAsync(model);
        Assert.Equal(await DrawAsync(fresh), first);

        await using ILanguageModelSession before = model.CreateSession(Prompt, new() { Sampling = sampling });
        sampling.Seed = 6;
        Assert.Equal(first, (await before.ContinueAsync("", new() { MaxTokens = Length }, Cancel)).Text);
        string second = await DrawAsync(model);
        Assert.NotEqual(first, second);
        Assert.Equal(await DrawAsync(fresh), second);

        sampling.Seed = null;
        Assert.NotEqual(await DrawAsync(model), await DrawAsync(model));

        async Task<string> DrawAsync(ILanguageModel drawn)
        {
            await using ILanguageModelSession session = drawn.CreateSession(Prompt, new() { Sampling = sampling });
            return (await session.ContinueAsync("", new() { MaxTokens = Length }, Cancel)).Text;
        }
    }

    [Fact]
    public async Task Penalties_and_constraints_depend_on_the_text_alone_and_not_on_earlier_calls()
    {
        await using ILanguageModel model = CreateModel();
        Assert.SkipUnless(model.Info.Capabilities.Constraints && model.Info.Capabilities.PositionKeyedSampling, "The engine lacks the capability.");
        TextConstraint letters = TextConstraint.Choice([.. "abcdefgh ".Select(letter => TextConstraint.Literal(letter.ToString()))]);
        SamplingOptions[] ways =
        [
            new() { Temperature = 0, FrequencyPenalty = 1.5f },
            new() { Temperature = 0, PresencePenalty = 2, RepetitionPenalty = 1.5f },
            new() { Temperature = 0, Constraint = TextConstraint.Repetition(letters, 10, 15) },
            new() { Temperature = 1.2f, Seed = 3, FrequencyPenalty = 0.7f, Constraint = TextConstraint.Repetition(letters, 10, 15) },
        ];
        Continuation free = await ContinueAsync(model, "", new() { MaxTokens = Length });
        foreach (SamplingOptions way in ways)
        {
            await using ILanguageModelSession session = model.CreateSession(Prompt, new() { Sampling = way });
            Continuation whole = await session.ContinueAsync("", new() { MaxTokens = Length }, Cancel);
            Assert.NotEqual(free.Text, whole.Text);
            Assert.True(way.Constraint?.Allows(whole.Text) ?? true, whole.Text);
            Assert.True(way.Constraint is null || whole.FinishReason == ContinuationFinishReason.EndOfSequence);
            Continuation withDraft = await session.ContinueAsync("", new() { MaxTokens = Length, Draft = whole.Text + "~" }, Cancel);
            AssertSame(whole.Tokens, withDraft.Tokens);
            IReadOnlyList<ScoredPosition> positions = await session.ScoreAsync("", whole.Text, Cancel);
            Assert.True(positions.Count > whole.Tokens.Count / 2);
            string text = "";
            foreach (ContinuationToken token in whole.Tokens)
            {
                await session.ContinueAsync("", new() { MaxTokens = 1 }, Cancel);
                await using ILanguageModelSession other = model.CreateSession(Prompt, new() { Sampling = way });
                Continuation one = await other.ContinueAsync(text, new() { MaxTokens = 1 }, Cancel);
                AssertSame([token], one.Tokens);
                foreach (ScoredPosition position in positions.Where(position => position.Offset == text.Length))
                {
                    Assert.Equal(token.Text, position.Choice);
                    Assert.Equal(token.Probability, position.Probability, Tolerance);
                }

                text += token.Text;
            }
        }
    }

    [Fact]
    public async Task Answers_do_not_depend_on_earlier_calls()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession first = model.CreateSession(Prompt);
        await using ILanguageModelSession second = model.CreateSession("Quite another prompt. " + Prompt);
        var options = new ContinuationOptions { MaxTokens = 5 };
        foreach (string text in Texts)
        {
            Continuation one = await first.ContinueAsync(text, options, Cancel);
            Continuation two = await second.ContinueAsync(text, options, Cancel);
            await first.ScoreAsync(text, "something else", Cancel);
            AssertSame(one.Tokens, (await first.ContinueAsync(text, options, Cancel)).Tokens);
            AssertSame(two.Tokens, (await second.ContinueAsync(text, options, Cancel)).Tokens);
            await using ILanguageModel fresh = CreateModel();
            AssertSame(one.Tokens, (await ContinueAsync(fresh, text, options)).Tokens);
        }
    }

    [Fact]
    public async Task Concurrent_sessions_give_the_results_of_sessions_in_sequence()
    {
        await using ILanguageModel model = CreateModel();
        var options = new ContinuationOptions { MaxTokens = 6 };
        string[] prompts = [.. Enumerable.Range(0, 12).Select(i => $"{Prompt}{i} ")];
        var alone = new List<Continuation>();
        foreach (string prompt in prompts)
        {
            await using ILanguageModelSession session = model.CreateSession(prompt);
            alone.Add(await session.ContinueAsync("so", options, Cancel));
        }

        Continuation[] together = await Task.WhenAll(prompts.Select(async prompt =>
        {
            await using ILanguageModelSession session = model.CreateSession(prompt);
            await session.ScoreAsync("so", " what", Cancel);
            return await session.ContinueAsync("so", options, Cancel);
        }));
        for (int i = 0; i < prompts.Length; i++)
        {
            AssertSame(alone[i].Tokens, together[i].Tokens);
        }
    }

    [Fact]
    public async Task The_division_of_a_text_into_prompt_and_text_changes_no_token()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(Prompt + "there was ");
        Continuation other = await session.ContinueAsync(string.Empty, new() { MaxTokens = 5 }, Cancel);
        AssertSame((await ContinueAsync(model, "there was ", new() { MaxTokens = 5 })).Tokens, other.Tokens);
    }

    [Fact]
    public async Task A_session_counts_its_passes_and_tokens()
    {
        Assert.SkipUnless(CountsComputedTokens, "The engine does not report computed tokens.");
        await using ILanguageModel model = CreateModel();
        ILanguageModelSession session = model.CreateSession(Prompt);
        Assert.Equal(default, session.Usage);
        await session.ContinueAsync("so", new() { MaxTokens = 3 }, Cancel);
        ModelUsage first = session.Usage;
        Assert.Equal(0, first.CachedTokens);
        Assert.InRange(first.Passes, 1, 3);
        Assert.InRange(first.ComputedTokens, await model.CountTokensAsync(Prompt + "so", Cancel), await model.CountTokensAsync(Prompt + "so", Cancel) + 3);

        // The prompt is in the cache.
        await session.ScoreAsync("so", " it was", Cancel);
        Assert.InRange(session.Usage.Passes, first.Passes + 1, first.Passes + 7);
        Assert.InRange(session.Usage.ComputedTokens, first.ComputedTokens + 1, first.ComputedTokens + 10);
        Assert.Equal(0, session.Usage.CachedTokens);
        await session.DisposeAsync();

        // The cache of a finished request serves the next one.
        await using ILanguageModelSession again = model.CreateSession(Prompt);
        await again.ContinueAsync("and", new() { MaxTokens = 1 }, Cancel);
        Assert.InRange(again.Usage.CachedTokens, await model.CountTokensAsync(Prompt, Cancel) - 2, await model.CountTokensAsync(Prompt, Cancel) + 1);
        Assert.InRange(again.Usage.ComputedTokens, 1, 6);
    }

    [Fact]
    public async Task Prompt_tokens_equal_the_computed_tokens_of_the_first_pass()
    {
        Assert.SkipUnless(CountsComputedTokens, "The engine does not report computed tokens.");
        foreach (string prompt in (string[])[Prompt, "x", string.Empty])
        {
            await using ILanguageModel model = CreateModel();
            await using ILanguageModelSession session = model.CreateSession(prompt);
            await session.ContinueAsync(string.Empty, new() { MaxTokens = 1 }, Cancel);
            Assert.Equal(await session.CountPromptTokensAsync(Cancel), session.Usage.ComputedTokens);
        }
    }

    [Fact]
    public async Task Counting_the_prompt_takes_no_pass_and_changes_no_answer()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(Prompt);
        int count = await session.CountPromptTokensAsync(Cancel);
        Assert.Equal(default, session.Usage);
        Assert.InRange(count, 1, Prompt.Length + 1);
        foreach (string text in Texts)
        {
            Continuation expected = await ContinueAsync(model, text, new() { MaxTokens = 5 });
            AssertSame(expected.Tokens, (await session.ContinueAsync(text, new() { MaxTokens = 5 }, Cancel)).Tokens);
            Assert.Equal(count, await session.CountPromptTokensAsync(Cancel));
        }
    }

    [Fact]
    public async Task Log_probabilities_join_to_the_text_or_are_refused()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(Prompt);
        if (!model.Info.Capabilities.LogProbabilities)
        {
            await Assert.ThrowsAsync<NotSupportedException>(async () => await session.GetLogProbabilitiesAsync("there was", Cancel));
            return;
        }

        IReadOnlyList<TokenLogProbability> tokens = await session.GetLogProbabilitiesAsync("there was", Cancel);
        Assert.Equal("there was", string.Concat(tokens.Select(token => token.Text)));
        Assert.All(tokens, token => Assert.InRange(token.LogProbability, float.MinValue, 0));
    }

    [Fact]
    public async Task The_default_scoring_gives_the_choices_of_the_engine_before_each_word()
    {
        await using ILanguageModel model = CreateModel();
        foreach (string draft in (string[])["", "e", " there was  a\n\nman"])
        {
            await using ILanguageModelSession session = model.CreateSession(Prompt);
            await using WithoutScoring plain = new(model.CreateSession(Prompt));
            IReadOnlyList<ScoredPosition> expected = await session.ScoreAsync("so", draft, Cancel);
            IReadOnlyList<ScoredPosition> actual = await ((ILanguageModelSession)plain).ScoreAsync("so", draft, Cancel);
            Assert.Equal(0, actual[0].Offset);
            Assert.Equal(draft.Length, actual[^1].Offset);
            foreach (ScoredPosition position in actual)
            {
                ScoredPosition same = expected.FirstOrDefault(other => other.Offset == position.Offset, position);
                Assert.Equal((same.Choice, same.IsEndOfSequence), (position.Choice, position.IsEndOfSequence));
                Assert.Equal(same.Probability, position.Probability, Tolerance);
            }
        }
    }

    [Fact]
    public async Task An_empty_prompt_can_be_continued()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(string.Empty);
        Continuation two = await session.ContinueAsync(string.Empty, new() { MaxTokens = 2 }, Cancel);
        Continuation second = await session.ContinueAsync(two.Tokens[0].Text, new() { MaxTokens = 1 }, Cancel);
        AssertSame(two.Tokens.Skip(1), second.Tokens);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_session_usable()
    {
        await using ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(Prompt);
        var options = new ContinuationOptions { MaxTokens = 5 };
        Continuation before = await session.ContinueAsync("so", options, Cancel);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.ContinueAsync("so", options, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.ScoreAsync("so", "x", cancelled.Token));
        AssertSame(before.Tokens, (await session.ContinueAsync("so", options, Cancel)).Tokens);
    }

    [Fact]
    public async Task A_text_longer_than_the_context_is_refused_and_a_text_that_fills_the_context_is_not()
    {
        await using ILanguageModel model = CreateModel();
        Assert.SkipUnless(model.Info.Capabilities.ExactTokenCounts, "The engine lacks the capability.");
        string full = Prompt;
        while (await model.CountTokensAsync(full, Cancel) < model.Info.ContextLength)
        {
            full += "a";
        }

        Assert.Equal(model.Info.ContextLength, await model.CountTokensAsync(full, Cancel));
        string rest = full[Prompt.Length..];
        Continuation none = await ContinueAsync(model, rest, new() { MaxTokens = 3 });
        Assert.Equal(ContinuationFinishReason.ContextFull, none.FinishReason);
        Assert.Empty(none.Tokens);
        Continuation two = await ContinueAsync(model, rest[..^2], new() { MaxTokens = 3 });
        Assert.InRange(two.Tokens.Count, 0, 2);
        Assert.Contains(two.FinishReason, (ContinuationFinishReason[])[ContinuationFinishReason.ContextFull, ContinuationFinishReason.EndOfSequence]);

        await using ILanguageModelSession session = model.CreateSession(Prompt);
        Assert.NotEmpty(await session.ScoreAsync(rest[..^5], rest[^5..], Cancel));
        await Assert.ThrowsAsync<ContextLengthExceededException>(async () => await session.ScoreAsync(rest, "a", Cancel));
        await Assert.ThrowsAsync<ContextLengthExceededException>(() => ContinueAsync(model, rest + "a", new() { MaxTokens = 1 }));
    }

    [Fact]
    public async Task Token_counts_leave_out_the_special_tokens_that_the_model_adds()
    {
        await using ILanguageModel model = CreateModel();
        Assert.Equal(0, await model.CountTokensAsync(string.Empty, Cancel));
        Assert.InRange(await model.CountTokensAsync(Prompt, Cancel), 1, Prompt.Length);
    }

    [Fact]
    public void A_disposed_model_creates_no_session()
    {
        ILanguageModel model = CreateModel();
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.CreateSession(Prompt));
    }

    [Fact]
    public async Task A_session_of_a_disposed_model_throws()
    {
        ILanguageModel model = CreateModel();
        await using ILanguageModelSession session = model.CreateSession(Prompt);
        await model.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.ContinueAsync("x", new() { MaxTokens = 1 }, Cancel));
    }

    /// <summary>Creates the model. Each call must return an equal model.</summary>
    protected abstract ILanguageModel CreateModel();

    private async Task<Continuation> ContinueAsync(ILanguageModel model, string text, ContinuationOptions options)
    {
        await using ILanguageModelSession session = model.CreateSession(Prompt);
        return await session.ContinueAsync(text, options, Cancel);
    }

    private void AssertSame(IEnumerable<ContinuationToken> expected, IEnumerable<ContinuationToken> actual)
    {
        Assert.Equal(expected.Select(token => token.Text), actual.Select(token => token.Text));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, Tolerance));
    }

    // A session with the default scoring of drafts.
    private sealed class WithoutScoring(ILanguageModelSession inner) : ILanguageModelSession
    {
        public ModelUsage Usage => inner.Usage;

        public ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default) => inner.CountPromptTokensAsync(cancellationToken);

        public ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default) =>
            inner.ContinueAsync(text, options, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
