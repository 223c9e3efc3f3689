/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.ratis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumSet;

import io.raftboot.RaftStartException;
import io.raftboot.transport.Transport;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCall.Listener;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * Lets nobody but members in at Ratis's port: administration and writes, which Ratis
 * takes from anyone who reaches it, are refused. Everything of the kind goes through the
 * node itself.
 */
final class PortGuard implements GrpcServices.Customizer, ServerInterceptor {

	@Override
	public NettyServerBuilder customize(NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
		return builder.intercept(this);
	}

	@Override
	public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
		if (RaftServerProtocolServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
			return next.startCall(call, headers);
		}
		call.close(Status.PERMISSION_DENIED.withDescription("this port is for members alone; use the node's address"),
				new Metadata());
		return new Listener<>() {
		};
	}

	/**
	 * Open the port and close it again, because Ratis would end the process if it could
	 * not.
	 * @throws RaftStartException if it is taken, or not of this machine
	 */
	static void probe(RatisSettings settings) {
		String address = settings.ratisAddress(settings.ownAddress());
		InetSocketAddress parsed = Transport.parse(address);
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(parsed.getHostString(), parsed.getPort()));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new RaftStartException("ratis.port-offset", Integer.toString(settings.portOffset()),
					"Ratis's own port " + address + " cannot be opened: " + ex.getMessage(),
					"Free the port, or set another offset, the same on every node.", ex);
		}
	}

}
