using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Tests.Quantization;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

public sealed class WeightViewsTests
{
    private static readonly WeightSource Source = new ArrayWeights("w", 150, 7, index => index);

    [Fact]
    public void Consecutive_rows_are_those_of_the_source()
    {
        WeightSource view = Source.Rows(3, 2);
        Assert.Equal([Source.Row(3), Source.Row(4)], view.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Row(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Rows(149, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Rows(-1, 2));
    }

    [Fact]
    public void Ordered_rows_are_those_of_the_source()
    {
        Assert.Equal([Source.Row(9), Source.Row(0), Source.Row(9)], Source.Rows([9, 0, 9]).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Rows([150]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Rows([-1]));
    }

    [Fact]
    public void Rows_of_the_transposed_matrix_are_columns_of_the_source()
    {
        WeightSource view = Source.Transposed();
        Assert.Equal((7, 150), (view.Rows, view.Columns));
        for (int row = 0; row < view.Rows; row++)
        {
            Assert.Equal(Source.ToArray().Select(r => r[row]), view.Row(row));
        }

        float[] part = new float[5];
        view.Read(2, 11, part);
        Assert.Equal([79, 86, 93, 100, 107], part);
        Assert.Equal(Source.ToArray(), view.Transposed().ToArray());
    }

    [Fact]
    public void Transposed_matrices_that_are_read_in_turn_do_not_mix()
    {
        WeightSource first = Source.Transposed();
        WeightSource second = Source.Plus(1).Transposed();
        WeightSource wide = new ArrayWeights("x", 3, 200, index => index).Transposed();
        for (int row = 0; row < first.Rows; row++)
        {
            Assert.Equal(first.Row(row).Select(v => v + 1), second.Row(row));
            Assert.Equal([150f + row, 350 + row, 550 + row], wide.Row(150 + row));
        }
    }

    [Fact]
    public void A_number_is_added_to_each_weight()
    {
        Assert.Equal(Source.Row(4).Select(v => v + 1), Source.Plus(1).Row(4));
        Assert.Equal(Source.Row(4).Select(v => v + 1 - 2), Source.Plus(1).Plus(-2).Row(4));
    }

    [Fact]
    public void A_stack_has_the_rows_of_its_parts()
    {
        WeightSource stack = WeightViews.Stack(Source.Rows(5, 2), Source.Rows(0, 0), Source.Rows(1, 1));
        Assert.Equal([Source.Row(5), Source.Row(6), Source.Row(1)], stack.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => stack.Row(3));
    }

    [Fact]
    public void A_stack_of_different_numbers_of_columns_is_refused()
    {
        var other = new ArrayWeights("other", 1, 8, index => index);
        ModelConversionException exception = Assert.Throws<ModelConversionException>(() => WeightViews.Stack(Source, other));
        Assert.Contains("'other' has 8 columns, and 'w' has 7", exception.Message, StringComparison.Ordinal);
    }
}
