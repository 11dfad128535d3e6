import { createApp } from 'vue';
import 'element-plus/es/components/base/style/css';
import './style/tokens.css';
import './style/base.css';
import App from './App.vue';
import { listen } from './base/awake';
import { router } from './router';
import { language, speak } from './texts';

speak(language.value);
listen();
createApp(App).use(router).mount('#app');
