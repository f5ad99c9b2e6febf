package dev.sessionstack.store;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends a connection on which more comes than anything that we ask for would bring. The host of a
 * store is a user's choice, and what answers there may never stop.
 */
final class FloodGate implements NettyCustomizer {

  /** Since we last asked. A page of sessions is about one mebibyte, and INFO a few kibibytes. */
  private static final long BYTES = 16L << 20;

  @Override
  public void afterChannelInitialized(Channel channel) {
    channel.pipeline().addFirst(new Gate());
  }

  private static final class Gate extends ChannelDuplexHandler {
    private long bytes;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      bytes = 0;
      context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      bytes += message instanceof ByteBuf answer ? answer.readableBytes() : 0;
      if (bytes <= BYTES) {
        context.fireChannelRead(message);
        return;
      }
      ReferenceCountUtil.release(message);
      context.fireExceptionCaught(new TooLongFrameException("more than " + BYTES + " bytes"));
      context.close();
    }
  }
}
