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

package io.raftboot.sample;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One JVM that runs the sample.
 */
public final class NodeProcess {

	/** Long enough for a slow machine; nothing is measured by it. */
	public static final Duration PATIENCE = Duration.ofMinutes(4);

	private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

	static {
		// whatever ends the tests ends what they started
		Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
	}

	private final Path directory;

	private final Launch launch;

	private final int httpPort;

	private final int raftPort;

	private final List<String> arguments;

	private Process process;

	/**
	 * @param directory working directory, holds data and log
	 * @param httpPort port of HTTP
	 * @param raftPort port of peers and JSON Lines, 0 for none
	 * @param jvmArguments further arguments of the JVM
	 * @param arguments arguments of the application
	 */
	NodeProcess(Path directory, int httpPort, int raftPort, List<String> jvmArguments, List<String> arguments)
			throws IOException {
		this(directory, Launch.ofSample(jvmArguments), httpPort, raftPort, arguments);
	}

	/**
	 * Prepare a node that runs elsewhere, or differently.
	 * @param directory working directory, holds data and log
	 * @param launch how the process is started
	 * @param httpPort port of HTTP
	 * @param raftPort port of peers and JSON Lines, 0 for none
	 * @param arguments arguments of the application
	 */
	public NodeProcess(Path directory, Launch launch, int httpPort, int raftPort, List<String> arguments) {
		this.directory = directory;
		this.launch = launch;
		this.httpPort = httpPort;
		this.raftPort = raftPort;
		this.arguments = arguments;
	}

	public void start() throws IOException {
		Files.createDirectories(this.directory);
		List<String> command = new ArrayList<>(this.launch.command());
		command.add("--server.address=" + this.launch.host());
		command.add("--server.port=" + this.httpPort);
		command.addAll(this.arguments);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
		builder.environment().putAll(this.launch.environment());
		this.process = builder.start();
		Process started = this.process;
		RUNNING.add(started);
		started.onExit().thenAccept(RUNNING::remove);
	}

	/**
	 * Wait until the node answers over HTTP, or fail with its log if it has ended.
	 */
	public void awaitAnswer() {
		await().atMost(PATIENCE).until(() -> {
			assertThat(this.process.isAlive()).as("ended while starting: %s", log()).isTrue();
			return answers();
		});
	}

	private boolean answers() {
		try {
			return HttpRpc.call(this.launch.host(), this.httpPort, "GetServerState", "{}").has("result");
		}
		catch (IOException ex) {
			return false;
		}
	}

	public JsonNode state() throws IOException {
		return HttpRpc.call(this.launch.host(), this.httpPort, "GetServerState", "{}").get("result");
	}

	/**
	 * Read an actuator endpoint.
	 */
	JsonNode actuator(String path) throws IOException {
		return JsonMapper.shared().readTree(HttpRpc.get(this.httpPort, "/actuator/" + path).body());
	}

	/**
	 * Collect garbage and return what is left: bytes on the heap and in direct buffers.
	 */
	long liveMemory() throws IOException, InterruptedException {
		Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
		assertThat(new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run").start().waitFor()).isZero();
		return meter("jvm.memory.used?tag=area:heap") + meter("jvm.buffer.memory.used?tag=id:direct");
	}

	private long meter(String name) throws IOException {
		return actuator("metrics/" + name).path("measurements").path(0).path("value").asLong();
	}

	/**
	 * Return the bytes of all files of the node's data.
	 */
	long diskUsage() {
		return dataFiles().stream().mapToLong(File::length).sum();
	}

	/**
	 * Return the files of the node's data; none before there are any.
	 */
	List<File> dataFiles() {
		List<File> files = new ArrayList<>();
		collect(this.directory.resolve("data/raft").toFile(), files);
		return files;
	}

	private static void collect(File directory, List<File> files) {
		File[] entries = directory.listFiles();
		for (File entry : (entries != null) ? entries : new File[0]) {
			if (entry.isDirectory()) {
				collect(entry, files);
			}
			else {
				files.add(entry);
			}
		}
	}

	/**
	 * End the process with SIGKILL.
	 */
	public void kill() {
		if (this.process != null) {
			awaitEnd(this.process.destroyForcibly());
		}
	}

	/**
	 * Not by the future of the end: that is completed in the common pool, which may be
	 * busy with what a test waits for.
	 */
	private static void awaitEnd(Process ending) {
		try {
			ending.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while process " + ending.pid() + " ended", ex);
		}
	}

	/**
	 * End the process with SIGTERM.
	 * @return its exit status
	 */
	public int stop() throws InterruptedException {
		this.process.destroy();
		return awaitExit();
	}

	public int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("has not ended: %s", log())
			.isTrue();
		return this.process.exitValue();
	}

	public void pause() throws IOException, InterruptedException {
		signal("STOP");
		// the signal is only queued by then: until the last thread has stopped, the node
		// may still answer
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(this::isStopped);
	}

	private boolean isStopped() throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(this.process.pid()), "task"))) {
			for (Path thread : threads.toList()) {
				if (!Files.readString(thread.resolve("status")).contains("State:\tT")) {
					return false;
				}
			}
			return true;
		}
	}

	public void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + this.process.pid()).start();
		assertThat(kill.waitFor()).isZero();
	}

	public boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	public LineClient connect() throws IOException {
		return new LineClient(new InetSocketAddress(this.launch.host(), this.raftPort), LineClient.TIMEOUT,
				LineClient.TIMEOUT);
	}

	public long pid() {
		return this.process.pid();
	}

	public String host() {
		return this.launch.host();
	}

	public int httpPort() {
		return this.httpPort;
	}

	public int raftPort() {
		return this.raftPort;
	}

	public String address() {
		return this.launch.host() + ":" + this.raftPort;
	}

	public Path directory() {
		return this.directory;
	}

	public Path logFile() {
		return this.directory.resolve("node.log");
	}

	public String log() {
		try {
			return Files.readString(logFile());
		}
		catch (IOException ex) {
			return "no log: " + ex;
		}
	}

	@Override
	public String toString() {
		return address();
	}

}
