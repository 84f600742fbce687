using Nudging.Tool.Chat;

namespace Nudging.Tool.Tests.Chat;

public sealed class AnswerInterruptTests
{
    [Fact]
    public async Task The_first_interrupt_cancels_the_answer_and_a_second_one_is_not_handled()
    {
        using var interrupt = new AnswerInterrupt();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => interrupt.RunAsync<int>(
            token =>
            {
                Assert.True(interrupt.TryCancel());
                Assert.True(token.IsCancellationRequested);
                Assert.False(interrupt.TryCancel());
                throw new OperationCanceledException(token);
            },
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_interrupt_between_answers_is_not_handled_and_the_next_answer_is_not_cancelled()
    {
        using var interrupt = new AnswerInterrupt();
        Assert.False(interrupt.TryCancel());
        bool isCancelled = await interrupt.RunAsync(token => Task.FromResult(token.IsCancellationRequested), TestContext.Current.CancellationToken);
        Assert.False(isCancelled);
        Assert.False(interrupt.TryCancel());
    }
}
