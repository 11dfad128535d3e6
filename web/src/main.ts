import { createApp } from 'vue';
import 'element-plus/es/components/base/style/css';
import './style/tokens.css';
import './style/base.css';
import App from './App.vue';
import { router } from './router';
import { language, speak } from './texts';

speak(language.value);
createApp(App).use(router).mount('#app');
